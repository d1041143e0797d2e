using System.Net.WebSockets;
using System.Text;

namespace Protoo.Tests.Functional;

/// <summary>The effects of the WebSocket settings on the wire.</summary>
public sealed class WebSocketOptionsTests
{
    [Theory]
    [InlineData("Protoo:FragmentationThreshold=100", 3)]
    [InlineData("Protoo:FragmentationThreshold=149", 2)]
    [InlineData("Protoo:FragmentationThreshold=298", 1)]
    [InlineData("Protoo:FragmentOutgoingMessages=false", 1, "Protoo:FragmentationThreshold=100")]
    public async Task LongMessage_IsSentInFrames(string setting, int frames, string? other = null)
    {
        await using var server = await TestServer.StartRoomServerAsync(other is null ? [setting] : [setting, other]);
        await using var client = await WireClient.ConnectAsync(server.ProtooUrl("a"));
        const string Before = "{\"response\":true,\"id\":1,\"ok\":true,\"data\":\"";
        var text = new string('x', 298 - Before.Length - 2);

        await client.SendTextAsync("{\"request\":true,\"id\":1,\"method\":\"echo\",\"data\":\"" + text + "\"}");

        var message = new StringBuilder();
        for (var i = 0; i < frames; i++)
        {
            var (opcode, isLast, payload) = await client.ReceiveFrameAsync();
            Assert.Equal(i == 0 ? 1 : 0, opcode);
            Assert.Equal(i == frames - 1, isLast);
            message.Append(Encoding.UTF8.GetString(payload));
        }

        Assert.Equal(Before + text + "\"}", message.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Compression_IsThere_OnlyIfEnabled(bool isEnabled)
    {
        await using var server = await TestServer.StartRoomServerAsync($"Protoo:EnableCompression={isEnabled}");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"), static options =>
        {
            options.DangerousDeflateOptions = new WebSocketDeflateOptions();
            options.CollectHttpResponseDetails = true;
        });

        Assert.Equal(isEnabled, client.WebSocket.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions"));
        Assert.Equal(5_000, (await client.RequestAsync("echo", $"\"{new string('x', 5_000)}\"")).GetString()!.Length);
    }
}
