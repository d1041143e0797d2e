using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Benchmarks.Baselines.PlainSignalR;

/// <summary>A hub that uses SignalR alone: groups serve as rooms, without a roster or announcements.</summary>
internal sealed class PlainHub : Hub
{
    public override async Task OnConnectedAsync()
    {
        var query = Context.GetHttpContext()!.Request.Query;
        RoomId = query["roomId"].ToString();
        PeerId = query["peerId"].ToString();
        await Groups.AddToGroupAsync(Context.ConnectionId, RoomId);
    }

    public JsonElement Echo(JsonElement data) => data;

    public Task Notify(PlainNotification notification)
    {
        return Clients.OthersInGroup(RoomId).SendAsync(notification.Method, new PlainDelivery(PeerId, notification.Data));
    }

    private string RoomId
    {
        get => (string)Context.Items[nameof(RoomId)]!;
        set => Context.Items[nameof(RoomId)] = value;
    }

    private string PeerId
    {
        get => (string)Context.Items[nameof(PeerId)]!;
        set => Context.Items[nameof(PeerId)] = value;
    }
}
