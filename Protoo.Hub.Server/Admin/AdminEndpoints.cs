using System.Text.Json;
using Microsoft.Extensions.Options;
using Protoo.Server.Access;

namespace Protoo.Server.Admin;

/// <summary>Maps the operator's HTTP API.</summary>
internal static class AdminEndpoints
{
    private const string Section = "Protoo:Admin";

    public static void AddAdmin(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        services.AddOptionsWithValidateOnStart<AdminOptions>().Bind(section).ValidateDataAnnotations();
        services.AddSingleton<IValidateOptions<AdminOptions>, AdminOptionsValidator>();
        services.AddSingleton<FailedTries>();
        if (section[nameof(AdminOptions.Policy)] is { Length: > 0 })
        {
            services.AddAuthentication();
            services.AddAuthorization();
        }
    }

    /// <summary>Whether an authorization policy protects the API, instead of a key.</summary>
    public static bool HasAdminPolicy(this WebApplication app) => app.Configuration[$"{Section}:{nameof(AdminOptions.Policy)}"] is { Length: > 0 };

    public static void MapAdmin(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<AdminOptions>>().Value;
        var rooms = app.MapGroup("/rooms");
        if (app.HasAdminPolicy())
        {
            rooms.RequireAuthorization(options.Policy!);
        }
        else if (options.ApiKey is { Length: > 0 } apiKey)
        {
            rooms.AddEndpointFilter(new AdminKeyFilter(apiKey, app.Services.GetRequiredService<FailedTries>(), app.Services.GetRequiredService<RefusalLog>()));
        }
        else
        {
            return;
        }

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

    private static async Task<IResult> ShowAsync(RoomPath path, IRoomRegistry<RoomHub> registry)
    {
        if (await FindAsync(path, registry) is not { } room)
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Ok(new
        {
            roomId = room.Id,
            peers = room.Peers.Select(static peer => new
            {
                peerId = peer.Id,
                data = peer.Data,
                transport = peer.Transport == PeerTransport.Native ? "native" : "signalr",
                instance = peer.Instance,
            }),
        });
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
