using System.Text.Json;

namespace Protoo.Tests.Samples;

/// <summary>Each client does what its README says, in a room with another peer.</summary>
public sealed class ClientSampleTests
{
    public static TheoryData<ClientSample> All => new(Enum.GetValues<ClientSample>());

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task Client_MeetsAnotherPeer_TheyTalk(ClientSample sample)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var watcher = await ProtooTestClient.ConnectAsync(server.ProtooUrl("watcher", "lobby"));
        watcher.OnRequest = static request => request.GetProperty("method").GetString() == "ping"
            ? ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"text\":\"here I am\"}")
            : null;

        await using var client = SampleProcess.Start(sample, server.Http.GetLeftPart(UriPartial.Authority), "lobby", "guest", "--once");

        Assert.Equal("guest", (await watcher.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        AssertJson("""{"peerId":"guest","data":{"text":"Hello from guest"}}""", await watcher.ReceiveNotificationAsync("chat"));
        Assert.Contains("watcher", await client.ExpectLineAsync("guest is in lobby with:"), StringComparison.Ordinal);
        Assert.Equal("here I am", await client.ExpectLineAsync("watcher answers: "));

        AssertJson("""{"text":"pong from guest"}""", await watcher.RequestAsync("request", """{"peerId":"guest","method":"ping"}"""));
        Assert.Equal((403, "dance? Not today."), await watcher.RequestErrorAsync("request", """{"peerId":"guest","method":"dance"}"""));
        await client.ExpectLineAsync("watcher asks: dance");

        await using (await ProtooTestClient.ConnectAsync(server.ProtooUrl("third", "lobby")))
        {
            await client.ExpectLineAsync("third has come");
        }

        await client.ExpectLineAsync("third has left");
        await watcher.NotifyAsync("notify", """{"method":"chat","data":{"text":"bye"}}""");
        await client.ExpectLineAsync("watcher says: bye");
        await client.ExpectEndAsync();
        await watcher.ReceiveNotificationAsync("peerClosed"); // third's
        Assert.Equal("guest", (await watcher.ReceiveNotificationAsync("peerClosed")).GetProperty("peerId").GetString());
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public async Task Client_OtherPeerRefuses_GoesOn(ClientSample sample)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var watcher = await ProtooTestClient.ConnectAsync(server.ProtooUrl("watcher"));
        watcher.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"errorCode\":486,\"errorReason\":\"Busy here\"");

        await using var client = SampleProcess.Start(sample, server.Http.GetLeftPart(UriPartial.Authority), "r", "guest");

        Assert.EndsWith("Busy here", await client.ExpectLineAsync("watcher does not answer: "), StringComparison.Ordinal);
        AssertJson("""{"text":"pong from guest"}""", await watcher.RequestAsync("request", """{"peerId":"guest","method":"ping"}"""));
    }

    private static void AssertJson(string expected, JsonElement actual)
    {
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), $"Expected {expected}, got {actual}.");
    }
}
