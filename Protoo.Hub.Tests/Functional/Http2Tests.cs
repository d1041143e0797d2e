using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>A WebSocket over HTTP/2 is an extended CONNECT, not an upgrade.</summary>
public sealed class Http2Tests
{
    [Fact]
    public async Task Request_OverHttp2_IsAnswered()
    {
        await using var server = await TestServer.StartAsync<MethodHub>(
            static signalR => signalR.AddProtoo(),
            static builder => builder.WebHost.ConfigureKestrel(static kestrel =>
                kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2)));
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = HttpVersion.Version20;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.AddSubProtocol("protoo");
        using var handler = new HttpMessageInvoker(new SocketsHttpHandler());
        await client.ConnectAsync(server.WebSocketUrl("/protoo"), handler, CancellationToken.None).DefaultTimeout();

        await client.SendAsync(
            """{"request":true,"id":1,"method":"takeNumber","data":5}"""u8.ToArray(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None).DefaultTimeout();
        var buffer = new byte[200];
        var received = await client.ReceiveAsync(buffer, CancellationToken.None).DefaultTimeout();

        Assert.Equal("""{"response":true,"id":1,"ok":true,"data":5}""", Encoding.UTF8.GetString(buffer, 0, received.Count));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).DefaultTimeout();
    }
}
