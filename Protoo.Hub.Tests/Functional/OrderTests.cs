using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;

namespace Protoo.Tests.Functional;

/// <summary>What one peer causes arrives at every receiver in the order in which it was caused.</summary>
public sealed class OrderTests
{
    private const int Count = 1000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Notifications_ArriveInOrder_AtAllKindsOfReceivers(bool isNativeSender)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        var natives = new List<ProtooTestClient>();
        var signalRs = new List<SignalRTestClient>();
        for (var i = 0; i < 20; i++)
        {
            switch (i % 4)
            {
                case 0 or 1:
                    natives.Add(await ProtooTestClient.ConnectAsync(server.ProtooUrl($"p{i}")));
                    await natives[^1].RequestAsync("echo");
                    break;
                case 2:
                    signalRs.Add(await SignalRTestClient.ConnectAsync(server.HubUrl($"p{i}"), "n"));
                    await signalRs[^1].InvokeAsync("getPeers");
                    break;
                default:
                    var transport = i % 8 == 3 ? HttpTransportType.ServerSentEvents : HttpTransportType.LongPolling;
                    signalRs.Add(await SignalRTestClient.ConnectAsync(server.HubUrl($"p{i}"), transport, "n"));
                    await signalRs[^1].InvokeAsync("getPeers");
                    break;
            }
        }

        if (isNativeSender)
        {
            await using var sender = await ProtooTestClient.ConnectAsync(server.ProtooUrl("sender"));
            for (var i = 0; i < Count; i++)
            {
                // Every third is a request: one order for both.
                await sender.SendAsync($"{{\"{(i % 3 == 0 ? "request" : "notification")}\":true,\"id\":1,\"method\":\"notify\",\"data\":{{\"method\":\"n\",\"data\":[{i}]}}}}");
            }

            await CheckAsync(natives, signalRs);
        }
        else
        {
            await using var sender = await SignalRTestClient.ConnectAsync(server.HubUrl("sender"));
            for (var i = 0; i < Count; i++)
            {
                await sender.Connection.SendCoreAsync("notify", [new { method = "n", data = new[] { i } }]).DefaultTimeout();
            }

            await CheckAsync(natives, signalRs);
        }

        foreach (var client in natives)
        {
            await client.DisposeAsync();
        }

        foreach (var client in signalRs)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task MixOfNotifyDataAndRequest_ArrivesInOrder()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var receiver = await ProtooTestClient.ConnectAsync(server.ProtooUrl("receiver"));
        receiver.OnRequest = static request => ProtooTestClient.ResponseTo(request);
        await receiver.RequestAsync("echo");
        await using var sender = await ProtooTestClient.ConnectAsync(server.ProtooUrl("sender"));
        await receiver.ReceiveNotificationAsync("newPeer");

        for (var i = 0; i < 300; i += 3)
        {
            await sender.NotifyAsync("notify", $"{{\"method\":\"n\",\"data\":{{\"i\":{i}}}}}");
            await sender.NotifyAsync("setData", $"{{\"i\":{i + 1}}}");
            await sender.SendAsync($"{{\"request\":true,\"id\":1,\"method\":\"request\",\"data\":{{\"peerId\":\"receiver\",\"method\":\"r\",\"data\":{{\"i\":{i + 2}}}}}}}");
        }

        for (var i = 0; i < 300; i++)
        {
            var message = await receiver.ReceiveNextAsync();
            Assert.Equal(new[] { "n", "peerData", "r" }[i % 3], message.GetProperty("method").GetString());
            Assert.Equal(i, message.GetProperty("data").GetProperty("data").GetProperty("i").GetInt32());
        }
    }

    private static async Task CheckAsync(List<ProtooTestClient> natives, List<SignalRTestClient> signalRs)
    {
        foreach (var client in natives)
        {
            await CheckAsync("native", () => client.ReceiveNotificationAsync("n"));
        }

        foreach (var client in signalRs)
        {
            await CheckAsync(client.Name, async () => (await client.ReceiveAsync()).Data);
        }
    }

    private static async Task CheckAsync(string receiver, Func<Task<JsonElement>> receive)
    {
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal($"{receiver} {i}", $"{receiver} {(await receive()).GetProperty("data")[0]}");
        }
    }
}
