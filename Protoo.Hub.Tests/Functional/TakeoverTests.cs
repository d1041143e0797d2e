using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>Connections that go on without their HTTP request.</summary>
public sealed class TakeoverTests
{
    // A close frame with 1000.
    private static readonly byte[] s_close = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8];

    [Fact]
    public async Task Silent_ForLongerThanARequestMayBe_Stays()
    {
        await using var server = await StartAsync(
            static kestrel =>
            {
                // Kestrel checks every second.
                kestrel.Limits.MinResponseDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.1));
                kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
            },
            static options => options.KeepAliveInterval = TimeSpan.FromSeconds(1));
        await using var client = await WireClient.ConnectAsync(server.ProtooUrl("a"));
        for (var i = 0; i < 5; i++)
        {
            var (opcode, _, ping) = await client.ReceiveFrameAsync();
            Assert.Equal(9, opcode);
            await client.SendAsync([0x8A, (byte)(0x80 | ping.Length), 0, 0, 0, 0, .. ping]);
        }

        await client.SendTextAsync("""{"request":true,"id":1,"method":"isTakenOver","data":{}}""");
        Assert.Contains("\"data\":true", Encoding.UTF8.GetString((await client.ReceiveFrameAsync()).Payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PongsAreMissing_IsAborted_AndThePeerIsGone()
    {
        await using var server = await StartAsync(static _ => { }, static options => options.KeepAliveInterval = options.KeepAliveTimeout = TimeSpan.FromMilliseconds(200));
        await using var silent = await WireClient.ConnectAsync(server.ProtooUrl("silent"));
        await Assert.ThrowsAnyAsync<IOException>(silent.ReceiveCloseAsync);
        await WaitUntilRoomIsGoneAsync(server);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closes_AreSeen(bool byClient)
    {
        await using var server = await StartAsync();
        await using var client = await WireClient.ConnectAsync(server.ProtooUrl("a"));
        await (byClient ? client.SendAsync(s_close) : client.SendTextAsync("""{"request":true,"id":1,"method":"closeMe","data":{}}"""));
        Assert.Equal(byClient ? 1000 : 4000, await client.ReceiveCloseAsync());
        await WaitUntilRoomIsGoneAsync(server);
    }

    [Fact]
    public async Task MessageRightBehindTheRequest_IsRead()
    {
        await using var server = await StartAsync();
        await using var client = await WireClient.ConnectAsync(server.ProtooUrl("a"), behind: s_close);
        Assert.Equal(1000, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task ServerStops_ClientMayReturn()
    {
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("isTakenOver");
        await server.StopAsync().DefaultTimeout();
        Assert.Equal(1012, await client.Closed.DefaultTimeout());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tls_BelowTheTakeover_OrAbove(bool isBelow)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var hash = certificate.GetCertHashString();
        await using var server = await TestServer.StartAsync<TakeoverHub>(static signalR => signalR.AddProtoo<TakeoverHub>(), builder => builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
            {
                if (isBelow)
                {
                    endpoint.UseHttps(certificate).UseProtooTakeover();
                }
                else
                {
                    endpoint.UseProtooTakeover().UseHttps(certificate);
                }
            })));
        var url = new UriBuilder(server.ProtooUrl("a")) { Scheme = "wss" }.Uri;
        await using var client = await ProtooTestClient.ConnectAsync(url, options => options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == hash);
        Assert.Equal(isBelow, (await client.RequestAsync("isTakenOver")).GetBoolean());
        Assert.True((await client.RequestAsync("isEncrypted")).GetBoolean());
    }

    [Fact]
    public async Task LimitOfUpgradedConnections_Holds()
    {
        await using var server = await StartAsync(static kestrel => kestrel.Limits.MaxConcurrentUpgradedConnections = 1);
        server.ExpectsErrors = true;
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.False((await client.RequestAsync("isTakenOver")).GetBoolean());
        Assert.Equal(HttpStatusCode.InternalServerError, (await Handshake.GetRefusalAsync(server.ProtooUrl("b"))).Status);
    }

    [Fact]
    public async Task Compression_StaysWithHttp()
    {
        await using var server = await StartAsync(static _ => { }, static options => options.EnableCompression = true);
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"), static options => options.DangerousDeflateOptions = new WebSocketDeflateOptions());
        Assert.False((await client.RequestAsync("isTakenOver")).GetBoolean());
    }

    [Fact]
    public async Task StreamOfTheApp_IsNotBypassed()
    {
        var writes = new List<int>();
        await using var server = await StartAsync(configureApp: app => app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            {
                context.Features.Set<IHttpUpgradeFeature>(new CountedUpgrade(upgrade, writes));
            }

            return next(context);
        }));
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.False((await client.RequestAsync("isTakenOver")).GetBoolean());
        lock (writes)
        {
            Assert.NotEmpty(writes);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_IsAsBefore(bool takesOver)
    {
        var watch = new TakeoverHub.RequestWatch();
        await using var server = await TestServer.StartAsync<TakeoverHub>(
            static signalR => signalR.AddProtoo<TakeoverHub>(),
            builder =>
            {
                builder.Services.AddScoped<TakeoverHub.Scoped>().AddSingleton(watch);
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => _ = takesOver ? endpoint.UseProtooTakeover() : endpoint));
            },
            static app =>
            {
                app.Use((HttpContext context, RequestDelegate next) =>
                {
                    context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], "test"));
                    context.Items["item"] = "thing";
                    context.Request.Headers["X-Empty"] = "";
                    context.Request.Headers["X-Many"] = new[] { "one", "zwölf" };
                    context.TraceIdentifier = "trace-7";
                    return next(context);
                });
                app.MapProtoo<TakeoverHub>("/{tenant}/native");
            });
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/caf%C3%A9/native?peerId=a&x=%20"), static options => options.SetRequestHeader("X-Test", "seven"));
        Assert.Equal(takesOver, (await client.RequestAsync("isTakenOver")).GetBoolean());
        Assert.Equal(
            [
                "GET http HTTP/1.1 127.0.0.1 /caf%C3%A9/native?peerId=a&x=%20",
                "/caf%C3%A9/native?peerId=a&x=%20",
                "seven 1 one|zwölf",
                "True",
                "127.0.0.1 True True",
                "ann ann",
                "café",
                "protoo TakeoverHub",
                "thing",
                "trace-7",
                "True",
                "True",
            ],
            (await client.RequestAsync("describe")).EnumerateArray().Select(static line => line.GetString()));
        Assert.False(watch.Disposed.Task.IsCompleted);
        await client.CloseAsync();
        await watch.Disposed.Task.DefaultTimeout();
    }

    [Fact]
    public async Task OriginalRequest_IsOver_AndNoLongerHeld()
    {
        var watch = new TakeoverHub.RequestWatch();
        await using var server = await StartAsync(configureServices: services => services.AddSingleton(watch).AddHttpContextAccessor());
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.False((await client.RequestAsync("hasAmbient")).GetBoolean());
        await Polling.WaitUntilAsync(() =>
        {
            GC.Collect();
            return !watch.IsAlive;
        });
        Assert.True((await client.RequestAsync("isTakenOver")).GetBoolean());
    }

    [Fact]
    public async Task Rejected_SeesTheStatus()
    {
        await using var server = await StartAsync(static _ => { }, static options => options.DuplicatePeer = DuplicatePeer.Reject);
        await using var first = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal(HttpStatusCode.Conflict, (await Handshake.GetRefusalAsync(server.ProtooUrl("a"))).Status);
        Assert.True((await first.RequestAsync("isTakenOver")).GetBoolean());
    }

    private static Task WaitUntilRoomIsGoneAsync(TestServer server)
    {
        var rooms = server.Services.GetRequiredService<IRoomRegistry<TakeoverHub>>();
        return Polling.WaitUntilAsync(async () => await rooms.GetRoomAsync("r") is null);
    }

    private static Task<TestServer> StartAsync(
        Action<KestrelServerOptions>? configureKestrel = null,
        Action<ProtooOptions>? configureOptions = null,
        Action<IServiceCollection>? configureServices = null,
        Action<WebApplication>? configureApp = null)
    {
        return TestServer.StartAsync<TakeoverHub>(
            signalR => signalR.AddProtoo<TakeoverHub>(configureOptions),
            builder =>
            {
                configureServices?.Invoke(builder.Services);
                builder.WebHost.ConfigureKestrel(kestrel =>
                {
                    kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.UseProtooTakeover());
                    configureKestrel?.Invoke(kestrel);
                });
            },
            configureApp);
    }
}
