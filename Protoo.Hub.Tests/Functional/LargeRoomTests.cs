using System.Text.Json;

namespace Protoo.Tests.Functional;

/// <summary>A room of many peers, whose announcements pile up: each peer still gets all of them, once, and in order.</summary>
public sealed class LargeRoomTests
{
    private const int Peers = 100;

    [Fact]
    public async Task ManyJoinAtOnce_EachIsToldOfAllWhoComeLater_InTheOrderOfJoining()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        var clients = await ConnectAsync(server);
        var order = (await clients["p0"].RequestAsync("getPeers")).GetProperty("peers").EnumerateArray().Select(static peer => peer.GetProperty("peerId").GetString()!).ToArray();
        Assert.Equal(Peers, order.Length);
        for (var i = 0; i < Peers; i++)
        {
            foreach (var later in order[(i + 1)..])
            {
                Assert.Equal(later, PeerIn(await clients[order[i]].ReceiveNotificationAsync("newPeer")));
            }

            Assert.False(clients[order[i]].Received.TryRead(out _));
        }

        // What a newcomer does at once comes after the announcement of it.
        await using var newcomer = await ProtooTestClient.ConnectAsync(server.ProtooUrl("newcomer"));
        await newcomer.RequestAsync("notify", """{"method":"hello"}""");
        await using (var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("signalr")))
        {
            await signalR.InvokeAsync("setData", new { n = 1 });
        }

        foreach (var client in clients.Values)
        {
            Assert.Equal("newcomer", PeerIn(await client.ReceiveNotificationAsync("newPeer")));
            Assert.Equal("newcomer", PeerIn(await client.ReceiveNotificationAsync("hello")));
            Assert.Equal("signalr", PeerIn(await client.ReceiveNotificationAsync("newPeer")));
            Assert.Equal("signalr", PeerIn(await client.ReceiveNotificationAsync("peerData")));
            Assert.Equal("signalr", PeerIn(await client.ReceiveNotificationAsync("peerClosed")));
        }

        // All leave at once.
        await Task.WhenAll(clients.Values.Select(static client => client.DisposeAsync().AsTask())).DefaultTimeout();
        var gone = new HashSet<string>();
        while (gone.Count < Peers)
        {
            Assert.True(gone.Add(PeerIn(await ReceiveAsync(newcomer, "peerClosed"))));
        }
    }

    private static string PeerIn(JsonElement data) => data.GetProperty("peerId").GetString()!;

    private static async Task<JsonElement> ReceiveAsync(ProtooTestClient client, string method)
    {
        while (true)
        {
            var message = await client.ReceiveNextAsync();
            var data = message.GetProperty("data");
            if (message.GetProperty("method").GetString() == method && PeerIn(data) != "signalr")
            {
                return data;
            }
        }
    }

    private static async Task<Dictionary<string, ProtooTestClient>> ConnectAsync(TestServer server)
    {
        var connected = await Task.WhenAll(Enumerable.Range(0, Peers).Select(async i => (Id: $"p{i}", Client: await ProtooTestClient.ConnectAsync(server.ProtooUrl($"p{i}")))));
        return connected.ToDictionary(static peer => peer.Id, static peer => peer.Client);
    }
}
