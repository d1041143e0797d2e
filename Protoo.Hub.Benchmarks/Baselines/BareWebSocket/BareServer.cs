using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>
/// A hand-written server, made for speed alone: Kestrel, its WebSockets, and a loop per connection. It is the runner's own program, started
/// again with another argument.
/// </summary>
internal static class BareServer
{
    public const string Verb = "serve-bare";

    private const string Subprotocol = "protoo";

    public static async Task RunAsync(string[] args)
    {
        // The settings next to the program are the room server's, so both log the same.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        InlineCompletions.ApplyTo(builder);

        await using var app = builder.Build();
        app.UseWebSockets();
        var rooms = new BareRooms(Backplane.GetAddress(builder) is { } redis ? await BareBackplane.ConnectAsync(redis) : null);
        app.Run(context => HandleAsync(context, rooms));
        await app.RunAsync();
    }

    private static async Task HandleAsync(HttpContext context, BareRooms rooms)
    {
        var query = context.Request.Query;
        var (roomId, peerId) = (query["roomId"].ToString(), query["peerId"].ToString());
        if (!context.WebSockets.IsWebSocketRequest || roomId.Length == 0 || peerId.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol);
        var connection = new BareConnection(webSocket, peerId);
        var room = await rooms.JoinAsync(roomId, connection);
        try
        {
            await connection.RunAsync(room);
        }
        finally
        {
            rooms.Leave(roomId, connection);
        }
    }
}
