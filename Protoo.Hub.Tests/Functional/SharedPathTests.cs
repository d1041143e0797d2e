using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace Protoo.Tests.Functional;

/// <summary>One path can serve native clients, a page, and SignalR clients.</summary>
public sealed class SharedPathTests
{
    private const string Page = "page";

    public static TheoryData<string, bool, HttpProtocols> Pages
    {
        get
        {
            var data = new TheoryData<string, bool, HttpProtocols>();
            foreach (var kind in (string[])["GET", "any method", "fallback", "parameter"])
            {
                foreach (var protocol in (HttpProtocols[])[HttpProtocols.Http1, HttpProtocols.Http2])
                {
                    data.Add(kind, true, protocol);
                    data.Add(kind, false, protocol);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task WebSocketsAreNative_AndTheRestIsThePage(string kind, bool pageFirst, HttpProtocols protocol)
    {
        var path = kind == "parameter" ? "/x" : "/";
        await using var server = await StartAsync(
            app =>
            {
                if (pageFirst)
                {
                    MapPage(app, kind);
                }

                app.MapProtoo<MethodHub>(path);
                if (!pageFirst)
                {
                    MapPage(app, kind);
                }
            },
            protocol);

        Assert.Equal((HttpStatusCode.OK, Page), await GetAsync(server, path, protocol));
        await AskAsync(server, path, protocol);
        Assert.Equal((HttpStatusCode.OK, Page), await GetAsync(server, path, protocol));
    }

    [Fact]
    public async Task NobodyElseMatches_PlainHttpGets426()
    {
        await using var server = await StartAsync(static app =>
        {
            app.MapGet("/", static () => Page).RequireHost("example.org");
            app.MapProtoo<MethodHub>("/");
        });
        using var http = new HttpClient();

        using var response = await http.GetAsync(server.Http).DefaultTimeout();

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("websocket", response.Headers.Upgrade.ToString());
        Assert.Equal("13", response.Headers.GetValues("Sec-WebSocket-Version").Single());
        await AskAsync(server, "/");
    }

    [Fact]
    public async Task WebSocketWithoutProtoo_WhereThereIsAPage_Gets403()
    {
        await using var server = await StartAsync(static app =>
        {
            app.MapGet("/", static () => Page);
            app.MapProtoo<MethodHub>("/");
        });

        var response = await Handshake.GetResponseAsync(server.WebSocketUrl("/"), subprotocols: "chat");

        Assert.StartsWith("HTTP/1.1 403 invalid/missing Sec-WebSocket-Protocol\r\n", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SignalR_OnTheSamePath(bool signalRFirst)
    {
        await using var server = await StartAsync(app =>
        {
            if (signalRFirst)
            {
                app.MapHub<MethodHub>("/both");
            }

            app.MapProtoo<MethodHub>("/both");
            if (!signalRFirst)
            {
                app.MapHub<MethodHub>("/both");
            }
        });

        await AskAsync(server, "/both");
        foreach (var transport in (HttpTransportType[])[HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling])
        {
            await using var client = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/both"), transport);
            Assert.Equal(5, (await client.InvokeAsync("takeNumber", 5)).GetInt32());
        }
    }

    [Fact]
    public async Task SignalRAndAPage_OnTheSamePath()
    {
        await using var server = await StartAsync(static app =>
        {
            app.MapGet("/all", static () => Page);
            app.MapHub<MethodHub>("/all");
            app.MapProtoo<MethodHub>("/all");
        });

        Assert.Equal((HttpStatusCode.OK, Page), await GetAsync(server, "/all"));
        await AskAsync(server, "/all");
        await using var client = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/all"));
        Assert.Equal(5, (await client.InvokeAsync("takeNumber", 5)).GetInt32());
    }

    [Fact]
    public async Task RouteThatMatchesMoreClosely_KeepsItsWebSockets()
    {
        await using var server = await StartAsync(static app =>
        {
            app.MapProtoo<MethodHub>("/{**path}");
            app.MapHub<MethodHub>("/closer");
        });

        await AskAsync(server, "/any/path");
        await using var client = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/closer"));
        Assert.Equal(5, (await client.InvokeAsync("takeNumber", 5)).GetInt32());
    }

    [Fact]
    public async Task StaticFile_ByAFallback()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "index.html"), Page);
            using var files = new PhysicalFileProvider(folder.FullName);
            var options = new StaticFileOptions { FileProvider = files };
            await using var server = await StartAsync(app =>
            {
                app.UseStaticFiles(options);
                app.MapFallbackToFile("index.html", options);
                app.MapProtoo<MethodHub>("/");
            });

            Assert.Equal((HttpStatusCode.OK, Page), await GetAsync(server, "/"));
            Assert.Equal((HttpStatusCode.OK, Page), await GetAsync(server, "/index.html"));
            await AskAsync(server, "/");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void MapPage(WebApplication app, string kind)
    {
        _ = kind switch
        {
            "GET" => app.MapGet("/", static () => Page),
            "any method" => app.Map("/", static () => Page),
            "parameter" => app.MapGet("/{page}", static () => Page),
            _ => (IEndpointConventionBuilder)app.MapFallback(static () => Page),
        };
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(TestServer server, string path, HttpProtocols protocol = HttpProtocols.Http1)
    {
        using var http = new HttpClient
        {
            DefaultRequestVersion = VersionOf(protocol),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await http.GetAsync(new Uri(server.Http, path)).DefaultTimeout();
        return (response.StatusCode, await response.Content.ReadAsStringAsync().DefaultTimeout());
    }

    private static async Task AskAsync(TestServer server, string path, HttpProtocols protocol = HttpProtocols.Http1)
    {
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = VersionOf(protocol);
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.AddSubProtocol("protoo");
        using var handler = new HttpMessageInvoker(new SocketsHttpHandler());
        await client.ConnectAsync(server.WebSocketUrl(path), handler, CancellationToken.None).DefaultTimeout();

        await client.SendAsync("""{"request":true,"id":1,"method":"takeNumber","data":5}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None).DefaultTimeout();
        var buffer = new byte[200];
        var received = await client.ReceiveAsync(buffer, CancellationToken.None).DefaultTimeout();

        Assert.Equal("""{"response":true,"id":1,"ok":true,"data":5}"""u8, buffer.AsSpan(0, received.Count));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).DefaultTimeout();
    }

    private static Version VersionOf(HttpProtocols protocol) => protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;

    private static Task<TestServer> StartAsync(Action<WebApplication> configure, HttpProtocols protocol = HttpProtocols.Http1)
    {
        return TestServer.StartAsync<MethodHub>(
            static signalR => signalR.AddProtoo(),
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocol)),
            configure);
    }
}
