using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Protoo.Hosting;
using Protoo.Server;

namespace Protoo.Tests.Infrastructure;

/// <summary>A server in this process, on real sockets and a free port. On disposal, an unexpected error in its log fails the test.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeLogCollector _log;

    private TestServer(WebApplication app, FakeLogCollector log)
    {
        _app = app;
        _log = log;
    }

    public IServiceProvider Services => _app.Services;

    public FakeLogCollector Log => _log;

    /// <summary>The address: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Http => new(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <summary>Whether the test expects errors in the log.</summary>
    public bool ExpectsErrors { get; set; }

    /// <summary>Starts the room server.</summary>
    /// <param name="settings">Settings as on its command line: <c>Protoo:DuplicatePeer=Reject</c>.</param>
    public static Task<TestServer> StartRoomServerAsync(params string[] settings) => StartRoomServerAsync(static _ => { }, settings);

    /// <inheritdoc cref="StartRoomServerAsync(string[])" />
    public static Task<TestServer> StartRoomServerAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var log = FakeLogCollector.From(LogLevel.Warning);
        string[] args = ["--urls=http://127.0.0.1:0", .. settings.Select(static setting => $"--{setting}")];
        var app = RoomServer.Build(args, builder =>
        {
            Prepare(builder, log);

            // Tests send objects of their own from the process of the server.
            builder.Services.Configure<JsonHubProtocolOptions>(static options => options.PayloadSerializerOptions.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver()));
            configure(builder);
        });
        return StartAsync(app, log);
    }

    /// <summary>Starts the room server as an instance of a cluster, and waits until it joins.</summary>
    public static async Task<TestServer> StartInstanceAsync(int redisPort, params string[] settings)
    {
        var server = await StartRoomServerAsync([$"ConnectionStrings:Redis=127.0.0.1:{redisPort}", .. settings]);
        await server.Services.GetRequiredService<RoomRegistry<RoomHub>>().Store.WaitUntilAvailableAsync(CancellationToken.None).DefaultTimeout();
        return server;
    }

    /// <summary>Starts a server with a hub at <c>/protoo</c> and <c>/hub</c>.</summary>
    public static Task<TestServer> StartAsync<THub>(
        Action<ISignalRServerBuilder> configureSignalR,
        Action<WebApplicationBuilder>? configureBuilder = null,
        Action<WebApplication>? configureApp = null)
        where THub : Hub
    {
        var log = FakeLogCollector.From(LogLevel.Warning);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Prepare(builder, log);
        configureSignalR(builder.Services.AddSignalR());
        configureBuilder?.Invoke(builder);
        var app = builder.Build();
        configureApp?.Invoke(app);
        app.MapProtoo<THub>("/protoo");
        app.MapHub<THub>("/hub");
        return StartAsync(app, log);
    }

    /// <summary>The address of a native client.</summary>
    public Uri WebSocketUrl(string pathAndQuery) => new UriBuilder(new Uri(Http, pathAndQuery)) { Scheme = "ws" }.Uri;

    /// <summary>The address of a native client of the room server.</summary>
    public Uri ProtooUrl(string peerId, string roomId = "r") => WebSocketUrl($"/protoo?roomId={roomId}&peerId={peerId}");

    /// <summary>The address of a SignalR client of the room server.</summary>
    public Uri HubUrl(string peerId, string roomId = "r") => new(Http, $"/hub?roomId={roomId}&peerId={peerId}");

    /// <summary>Stops the server as SIGTERM does, which takes as long as the drain.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().DefaultTimeout();
        await _app.DisposeAsync();
        if (!ExpectsErrors)
        {
            Assert.DoesNotContain(_log.GetSnapshot(), static record => record.Level >= LogLevel.Error);
        }
    }

    private static async Task<TestServer> StartAsync(WebApplication app, FakeLogCollector log)
    {
        await app.StartAsync().DefaultTimeout();
        return new TestServer(app, log);
    }

    private static void Prepare(WebApplicationBuilder builder, FakeLogCollector log)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new FakeLoggerProvider(log));
        if (Environment.GetEnvironmentVariable("PROTOO_TEST_TAKEOVER") == "1")
        {
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.UseProtooTakeover()));
        }
    }
}
