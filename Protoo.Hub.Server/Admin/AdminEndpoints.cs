using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Admin;

/// <summary>The operator's HTTP API.</summary>
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

    private static async Task<IResult> ListAsync(IRoomRegistry<RoomHub> registry, CancellationToken cancellationToken)
    {
        var rooms = new List<object>();
        foreach (var room in await registry.GetRoomsAsync(cancellationToken))
        {
            rooms.Add(new { roomId = room.Id, peers = (await room.GetPeersAsync(cancellationToken)).Count });
        }

        return TypedResults.Ok(new { rooms });
    }

    private static async Task<IResult> ShowAsync(string roomId, IRoomRegistry<RoomHub> registry, CancellationToken cancellationToken)
    {
        if (await registry.GetRoomAsync(roomId, cancellationToken) is not { } room)
        {
            return TypedResults.NotFound();
        }

        var peers = await room.GetPeersAsync(cancellationToken);
        return TypedResults.Ok(new
        {
            roomId,
            peers = peers.Select(static peer => new
            {
                peerId = peer.Id,
                data = peer.Data,
                transport = peer.Transport == PeerTransport.Native ? "native" : "signalr",
                instance = peer.Instance,
            }),
        });
    }

    private static async Task<IResult> CloseRoomAsync(string roomId, IRoomRegistry<RoomHub> registry, CancellationToken cancellationToken)
    {
        return Found(await registry.GetRoomAsync(roomId, cancellationToken) is { } room && await room.CloseAsync(cancellationToken));
    }

    private static async Task<IResult> ClosePeerAsync(string roomId, string peerId, IRoomRegistry<RoomHub> registry, CancellationToken cancellationToken)
    {
        return Found(await registry.GetRoomAsync(roomId, cancellationToken) is { } room
            && await room.GetPeerAsync(peerId, cancellationToken) is { } peer
            && await peer.CloseAsync(cancellationToken));
    }

    private static async Task<IResult> NotifyAsync(string roomId, HttpRequest request, IRoomRegistry<RoomHub> registry, CancellationToken cancellationToken)
    {
        if (await registry.GetRoomAsync(roomId, cancellationToken) is not { } room)
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
