using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Admin;

/// <summary>Maps the operator's HTTP API.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        var apiKey = endpoints.ServiceProvider.GetRequiredService<IOptions<AdminOptions>>().Value.ApiKey;
        if (string.IsNullOrEmpty(apiKey))
        {
            return;
        }

        var rooms = endpoints.MapGroup("/rooms");
        rooms.AddEndpointFilter(new AdminKeyFilter(apiKey));
        rooms.AddEndpointFilter(new AdminErrorFilter());
        rooms.MapGet("/", ListAsync);
        rooms.MapGet("/{roomId}", ShowAsync);
        rooms.MapDelete("/{roomId}", CloseRoomAsync);
        rooms.MapDelete("/{roomId}/peers/{peerId}", ClosePeerAsync);
        rooms.MapPost("/{roomId}/notify", NotifyAsync);
    }

    private static async Task<IResult> ListAsync(IRoomRegistry<RoomHub> registry)
    {
        var rooms = new List<object>();
        foreach (var room in await registry.GetRoomsAsync())
        {
            rooms.Add(new { roomId = room.Id, peers = room.Peers.Count });
        }

        return TypedResults.Ok(new { rooms });
    }

    private static async Task<IResult> ShowAsync(string roomId, IRoomRegistry<RoomHub> registry)
    {
        if (await registry.GetRoomAsync(roomId) is not { } room)
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Ok(new
        {
            roomId,
            peers = room.Peers.Select(static peer => new
            {
                peerId = peer.Id,
                data = peer.Data,
                transport = peer.Transport == PeerTransport.Native ? "native" : "signalr",
                instance = peer.Instance,
            }),
        });
    }

    private static async Task<IResult> CloseRoomAsync(string roomId, IRoomRegistry<RoomHub> registry)
    {
        return Found(await registry.GetRoomAsync(roomId) is { } room && await room.CloseAsync());
    }

    private static async Task<IResult> ClosePeerAsync(string roomId, string peerId, IRoomRegistry<RoomHub> registry)
    {
        return Found(await registry.GetRoomAsync(roomId) is { } room
            && room.FindPeer(peerId) is { } peer
            && await peer.CloseAsync());
    }

    private static async Task<IResult> NotifyAsync(string roomId, HttpRequest request, IRoomRegistry<RoomHub> registry, CancellationToken cancellationToken)
    {
        if (await registry.GetRoomAsync(roomId) is not { } room)
        {
            return TypedResults.NotFound();
        }

        try
        {
            var message = await request.ReadFromJsonAsync<AdminNotification>(cancellationToken);
            if (string.IsNullOrEmpty(message?.Method))
            {
                return TypedResults.BadRequest("The field 'method' is missing.");
            }

            await room.NotifyAsync(message.Method, message.Data, cancellationToken: cancellationToken);
            return TypedResults.NoContent();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return TypedResults.BadRequest("The body must be JSON: {\"method\": a string, \"data\": anything}.");
        }
    }

    private static IResult Found(bool found) => found ? TypedResults.NoContent() : TypedResults.NotFound();
}
