using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Server.Access;
using Protoo.Server.Admin;
using Protoo.Server.Messages;
using Protoo.Server.Settings;
using Protoo.Server.Telemetry;

namespace Protoo.Server;

/// <summary>Builds the room server and maps its endpoints.</summary>
internal static class RoomServer
{
    private const string Ready = "ready";

    // Kestrel's own default lets each client that sends faster than it is read take 1 MiB.
    private const int MaximumUnread = 64 * 1024;

    /// <param name="args">The command-line arguments.</param>
    /// <param name="configure">Adds what a test needs.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var app = BuildWithoutEndpoints(args, configure);
        app.Services.GetRequiredService<UnknownSettings>().Log();
        Map(app);
        return app;
    }

    /// <summary>Reads the settings and adds the services, but maps no endpoints.</summary>
    public static WebApplication BuildWithoutEndpoints(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Uses the settings next to the program, no matter in which folder it is started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        AddServices(builder);
        configure?.Invoke(builder);
        return builder.Build();
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Protoo");
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBufferSize = MaximumUnread;
            if (settings.GetValue<bool>("TakeOverConnections"))
            {
                options.ConfigureEndpointDefaults(static endpoint => endpoint.UseProtooTakeover());
            }
        });
        var signalR = builder.Services.AddSignalR()
            .AddJsonProtocol(static options => options.PayloadSerializerOptions.TypeInfoResolver = RoomMessageContext.Default)
            .AddProtoo(options => settings.Bind(options))
            .AddProtoo<RoomHub>(static options => options.AnnouncePeers = true);
        if (builder.Configuration.GetConnectionString("Redis") is { Length: > 0 } redis)
        {
            AddRedis(signalR, redis, settings);
        }

        builder.Services.AddHealthChecks().AddProtooReadiness(tags: [Ready]);
        builder.Services.AddSingleton<UnknownSettings>();
        builder.Services.AddOrigins(builder.Configuration);
        builder.Services.AddTokens(builder.Configuration);
        builder.Services.AddAdmin(builder.Configuration);
        builder.AddTelemetry();
    }

    private static void AddRedis(ISignalRServerBuilder signalR, string connectionString, IConfigurationSection settings)
    {
        try
        {
            _ = signalR.AddProtooRedis(connectionString, options =>
            {
                options.KeyPrefix = settings["Redis:KeyPrefix"] ?? options.KeyPrefix;
                options.WhileRedisIsAway = settings.GetValue(nameof(options.WhileRedisIsAway), options.WhileRedisIsAway);

                // A connection string cannot hold a value that contains a comma.
                options.Configuration.User = settings["Redis:User"] is { Length: > 0 } user ? user : options.Configuration.User;
                options.Configuration.Password = settings["Redis:Password"] is { Length: > 0 } password ? password : options.Configuration.Password;
            });
        }
        catch (ArgumentException exception)
        {
            throw new OptionsValidationException("Redis", typeof(ProtooRedisOptions), [$"ConnectionStrings:Redis: {exception.Message}"]);
        }
    }

    private static void Map(WebApplication app)
    {
        // A preflight request has no token: CORS must answer it before authorization would reject it.
        app.UseCors();
        if (TokenAccess.AreAccepted(app.Configuration) || app.HasAdminPolicy())
        {
            app.UseAuthentication();
            app.UseAuthorization();
        }

        MapHubs(app);
        app.MapAdmin();
        app.MapTelemetry();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(Ready) });
        app.MapRoomPage();
        app.HideAdminPage();
    }

    private static void MapHubs(WebApplication app)
    {
        var tokens = TokenAccess.AreAccepted(app.Configuration) ? app.Services.GetRequiredService<IOptions<TokenOptions>>().Value : null;
        var closes = tokens is { CloseOnExpiration: true };
        var native = app.MapProtoo<RoomHub>("/protoo", options => options.CloseOnAuthenticationExpiration = closes);
        var signalR = app.MapHub<RoomHub>("/hub", options => options.CloseOnAuthenticationExpiration = closes).RequireCors(OriginPolicy.Name);
        if (tokens is null)
        {
            // Skips all other middleware: authorization has nothing to check here, and would hold memory for every connection.
            native.ShortCircuit();
        }

        foreach (var hub in (IEndpointConventionBuilder[])[native, signalR])
        {
            hub.RequireAllowedOrigin(app.Services);
            hub.WithMetadata(app.Services.GetRequiredService<ClientIds>());
            if (tokens is not null)
            {
                hub.RequireToken(tokens);
            }
        }
    }
}
