using System.Text;

namespace Protoo.Tests.Functional;

/// <summary>SignalR does not validate the text that it receives; native clients close a connection on which they get text that is not UTF-8.</summary>
public sealed class InvalidTextTests
{
    [Theory]
    [InlineData("notify", "{\"method\":\"m\",\"data\":\"", "\"}")]
    [InlineData("notify", "{\"method\":\"m\",\"data\":{\"", "\":1}}")]
    [InlineData("setData", "{\"name\":\"", "\"}")]
    public async Task SignalR_TextThatIsNotUtf8_IsRefused_AndReachesNobody(string method, string start, string end)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("native"));
        await using var wire = await SignalRWire.ConnectAsync(server.HubUrl("signalR"));
        byte[] invocation = [.. Encoding.UTF8.GetBytes($$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[{{start}}"""), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(end + "]}\u001e")];

        await wire.SendBytesAsync(invocation);

        Assert.NotNull(await wire.ReceiveErrorAsync("1"));
        await native.RequestAsync("echo");
        Assert.Equal("newPeer", (await native.ReceiveNextAsync()).GetProperty("method").GetString());
        Assert.False(native.Received.TryRead(out _));
    }
}
