using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Server.Admin;

namespace Protoo.Server;

/// <summary>Builds the room server and maps its endpoints.</summary>
internal static class RoomServer
{
    private const string Ready = "ready";

    /// <param name="args">The command-line arguments.</param>
    /// <param name="configure">Adds what a test needs.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Uses the settings next to the program, no matter in which folder it is started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        AddServices(builder);
        configure?.Invoke(builder);
        var app = builder.Build();
        Map(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Protoo");
        var signalR = builder.Services.AddSignalR()
            .AddProtoo(settings.Bind)
            .AddProtoo<RoomHub>(static options => options.AnnouncePeers = true);
        if (builder.Configuration.GetConnectionString("Redis") is { Length: > 0 } redis)
        {
            AddRedis(signalR, redis, settings);
        }

        builder.Services.AddHealthChecks().AddProtooReadiness(tags: [Ready]);
        builder.Services.AddOptionsWithValidateOnStart<AdminOptions>().Bind(settings.GetSection("Admin"));
    }

    private static void AddRedis(ISignalRServerBuilder signalR, string connectionString, IConfigurationSection settings)
    {
        try
        {
            _ = signalR.AddProtooRedis(connectionString, options =>
            {
                settings.GetSection("Redis").Bind(options);
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
        // Skips all other middleware: authorization has nothing to check here, and would hold memory for every connection.
        app.MapProtoo<RoomHub>("/protoo").ShortCircuit();
        app.MapHub<RoomHub>("/hub");
        app.MapAdmin();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(Ready) });
        app.MapRoomPage();
    }
}
