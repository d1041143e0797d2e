using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Admin;

/// <summary>The part of the operator's HTTP API that is about rooms.</summary>
internal static class RoomEndpoints
{
    public static void Map(IEndpointRouteBuilder rooms)
    {
        rooms.MapGet("/", ListAsync);
        rooms.MapGet("/{roomId}", ShowAsync);
        rooms.MapGet("/{roomId}/traffic", WatchAsync);
        rooms.MapDelete("/{roomId}", CloseRoomAsync);
        rooms.MapDelete("/{roomId}/peers/{peerId}", ClosePeerAsync);
        rooms.MapPost("/{roomId}/notify", NotifyAsync);
    }

    private static async Task<IResult> ListAsync(IRoomRegistry<RoomHub> registry)
    {
        var rooms = await registry.GetRoomsAsync();
        return TypedResults.Ok(new RoomList([.. rooms.Select(static room => new RoomList.RoomEntry(room.Id, room.Peers.Count))]));
    }

    private static async Task<IResult> ShowAsync(RoomPath path, IRoomRegistry<RoomHub> registry)
    {
        return await FindAsync(path, registry) is { } room
            ? TypedResults.Ok(new RoomContent(room.Id, room.Peers.Select(static peer => new RoomContent.MemberEntry(
                peer.Id,
                peer.Data,
                peer.Transport == PeerTransport.Native ? "native" : "signalr",
                peer.Instance))))
            : TypedResults.NotFound();
    }

    private static async Task<IResult> WatchAsync(
        RoomPath path,
        IRoomRegistry<RoomHub> registry,
        IOptions<AdminOptions> options,
        IHostApplicationLifetime lifetime,
        bool payloads = false)
    {
        if (payloads && !options.Value.Payloads)
        {
            return TypedResults.Text("Payloads are not shown: Protoo:Admin:Payloads is not set.", statusCode: StatusCodes.Status403Forbidden);
        }

        return await FindAsync(path, registry) is { } room
            ? TypedResults.ServerSentEvents(TrafficEvents.ReadAsync(registry.WatchAsync(room.Id, payloads), lifetime.ApplicationStopping))
            : TypedResults.NotFound();
    }

    private static async Task<IResult> CloseRoomAsync(RoomPath path, IRoomRegistry<RoomHub> registry)
    {
        return Found(await FindAsync(path, registry) is { } room && await room.CloseAsync());
    }

    private static async Task<IResult> ClosePeerAsync(RoomPath path, IRoomRegistry<RoomHub> registry)
    {
        return Found(await FindAsync(path, registry) is { } room
            && room.FindPeer(path.PeerId!) is { } peer
            && await peer.CloseAsync());
    }

    private static async Task<IResult> NotifyAsync(RoomPath path, HttpRequest request, IRoomRegistry<RoomHub> registry, CancellationToken cancellationToken)
    {
        if (await FindAsync(path, registry) is not { } room)
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

    private static ValueTask<Room?> FindAsync(RoomPath path, IRoomRegistry<RoomHub> registry)
    {
        return path.RoomId is { } roomId ? registry.GetRoomAsync(roomId) : default;
    }

    private static IResult Found(bool found) => found ? TypedResults.NoContent() : TypedResults.NotFound();
}
