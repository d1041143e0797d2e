using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub that sends a lot at once.</summary>
internal sealed class BurstHub : ProtooHub
{
    public async Task<int> Burst(Order order)
    {
        var padding = new string('x', order.Size);
        for (var i = 1; i <= order.Count; i++)
        {
            await Clients.Caller.SendAsync("n", new Item(i, padding));
        }

        return order.Count;
    }

    public async Task<int> BurstTo(Order order)
    {
        var padding = new string('x', order.Size);
        var receiver = Room.FindPeer(order.To!) ?? throw new ProtooException(404, "no such peer");
        for (var i = 1; i <= order.Count; i++)
        {
            await Clients.Clients(receiver.ConnectionId).SendAsync("n", new Item(i, padding));
        }

        return order.Count;
    }

    public async Task<int> Shout(Order order)
    {
        var padding = new string('x', order.Size);
        for (var i = 1; i <= order.Count; i++)
        {
            await Room.NotifyAsync("n", new Item(i, padding), except: [Peer.Id]);
        }

        return order.Count;
    }

    public async Task<int> ShoutToGroup(Order order)
    {
        var padding = new string('x', order.Size);
        for (var i = 1; i <= order.Count; i++)
        {
            await Clients.OthersInGroup("protoo:room:r").SendAsync("n", new Item(i, padding));
        }

        return order.Count;
    }

    public Item Large(Order order) => new(order.Count, new string('x', order.Size));

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.Accept("r", request.HttpContext.Request.Query["peerId"].ToString());
        return default;
    }

    internal sealed record Order(int Count, int Size, string? To = null);

    internal sealed record Item(int I, string Padding);
}
