using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Server.Admin;

namespace Protoo.Server;

/// <summary>The room server: what is served where.</summary>
internal static class RoomServer
{
    private const string Ready = "ready";

    /// <param name="args">The command line.</param>
    /// <param name="configure">What a test adds.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The settings are those beside the program, from whatever folder it is started.
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

                // A comma cannot stand in a connection string.
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
        // Nothing stands before it: authorization, which has nothing to check here, would hold memory for every connection.
        app.MapProtoo<RoomHub>("/protoo").ShortCircuit();
        app.MapHub<RoomHub>("/hub");
        app.MapAdmin();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(Ready) });
        app.MapRoomPage();
    }
}
