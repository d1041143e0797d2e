using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>What is received for nobody, after a close.</summary>
public sealed class MessageReceiverTests
{
    [Fact]
    public async Task Discard_OfWhatMayBeCompressed_SoonInflatesNothing_AndReadsToTheEnd()
    {
        var options = new ProtooOptions { EnableCompression = true, MaximumMessageSize = 10_000 };
        var webSocket = new EndlessWebSocket();
        var rest = new MemoryStream(new byte[100_000]);
        var receiver = new MessageReceiver(AcceptedWebSocket.ConnectionFor(webSocket, TestMeters.CreateProtooMetrics(), options));
        receiver.Open(webSocket, new UpgradedStream(rest));

        Assert.True(await receiver.DiscardAsync(CancellationToken.None).DefaultTimeout());
        Assert.InRange(webSocket.Received, 40_000, 50_000);
        Assert.Equal(rest.Length, rest.Position);
    }
}
