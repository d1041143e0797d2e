using System.Net.WebSockets;
using System.Text;
using System.Text.Unicode;
using Protoo.Tests.Protocol;

namespace Protoo.Tests.Transports;

/// <summary>One client of a room sends almost valid messages; the others do not notice.</summary>
public sealed class RoomFuzzTests
{
    private const int Count = 20_000;
    private const int LargestMessage = 2048;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Messages_AlmostRight_EndNeitherTheirConnectionNorAnother(int seed)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var neighbour = await ProtooTestClient.ConnectAsync(server.ProtooUrl("neighbour"));
        await using var fuzz = await ProtooTestClient.ConnectAsync(server.ProtooUrl("fuzz"));
        neighbour.OnRequest = static request => $$"""{"response":true,"id":{{request.GetProperty("id").GetRawText()}},"ok":true,"data":[1.50]}""";

        var mutator = new MessageMutator(seed, LargestMessage);
        for (var i = 0; i < Count; i++)
        {
            var message = ToUtf8(mutator.Next());
            if (fuzz.Closed.IsCompleted)
            {
                Assert.Fail($"seed {seed}: closed with {await fuzz.Closed} {fuzz.CloseReason} at or before message {i}");
            }

            await fuzz.SendAsync(message);
            if (i % 100 == 0)
            {
                await AssertEchoesAsync(neighbour, $"neighbour, seed {seed}, message {i}");
                await AssertEchoesAsync(fuzz, $"fuzz, seed {seed}, message {i}: {Encoding.UTF8.GetString(message)}");
            }
        }

        await AssertEchoesAsync(fuzz, $"fuzz, seed {seed}, at the end");
        await AssertEchoesAsync(neighbour, $"neighbour, seed {seed}, at the end");
        Assert.Equal((WebSocketState.Open, WebSocketState.Open), (fuzz.WebSocket.State, neighbour.WebSocket.State));

        var peers = await neighbour.RequestAsync("getPeers");
        Assert.Equal(["neighbour", "fuzz"], peers.GetProperty("peers").EnumerateArray().Select(static peer => peer.GetProperty("peerId").GetString()));
    }

    // No mutation produces this id, and the answer comes after everything sent before has been read.
    private static async Task AssertEchoesAsync(ProtooTestClient client, string context)
    {
        const string Id = "735190862.25";
        var response = client.Expect(Id);
        await client.SendAsync($$"""{"request":true,"id":{{Id}},"method":"echo","data":["still",1.0]}""");
        var first = await Task.WhenAny(response, client.Closed).DefaultTimeout();
        Assert.True(first == response, $"{context}: closed with {(client.Closed.IsCompleted ? await client.Closed : null)} {client.CloseReason}");
        Assert.Equal("""["still",1.0]""", (await response).GetProperty("data").GetRawText());
    }

    // Invalid UTF-8 may end the connection; another test covers that.
    private static byte[] ToUtf8(ReadOnlyMemory<byte> message)
    {
        return Utf8.IsValid(message.Span) ? message.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(message.Span));
    }
}
