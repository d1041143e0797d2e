using System.Net;

namespace Protoo.Tests.ScaleOut;

/// <summary>An instance stops, as in a deployment: its clients move to another one, and the others notice nothing else.</summary>
public sealed class GracefulStopTests : ClusterTest
{
    [SkippableFact]
    public async Task ClientsAreToldToComeBack_AndFindAnotherInstance_TheOthersAreToldOnce()
    {
        var servers = await StartAsync(3);
        await using var a1 = await JoinAsync(servers[0], "a1");
        await using var a2 = await SignalRTestClient.ConnectAsync(servers[0].HubUrl("a2"), "newPeer", "peerClosed", "peerData");
        await using var b = await JoinAsync(servers[1], "b");
        await using var c = await JoinAsync(servers[2], "c");
        Assert.Equal(["newPeer c"], await ReceiveAsync(b, 1));

        await servers[0].StopAsync();

        Assert.Equal(1012, await a1.Closed.DefaultTimeout());
        Assert.Equal("service restart", a1.CloseReason);
        await a2.Closed.DefaultTimeout();
        Assert.Equal(["peerClosed a1", "peerClosed a2"], await ReceiveAsync(b, 2));
        Assert.Equal(["peerClosed a1", "peerClosed a2"], await ReceiveAsync(c, 2));
        await using var again = await JoinAsync(servers[1], "a1");
        Assert.Equal(["newPeer a1"], await ReceiveAsync(b, 1));
        Assert.Equal(["newPeer a1"], await ReceiveAsync(c, 1));
        Assert.Equal(["b", "c", "a1"], await GetPeersAsync(c));
        await AssertReachesAsync(c, "a1");
        await AssertQuietAsync(b);
        await AssertQuietAsync(c);
    }

    [SkippableFact]
    public async Task RequestsInFlight_AreAnsweredWhileTheInstanceDrains()
    {
        var servers = await StartAsync(2, "Protoo:DrainTime=00:01:00");
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        Assert.Equal(["newPeer b"], await ReceiveAsync(a, 1));
        a.OnRequest = b.OnRequest = null;
        var toA = b.RequestAsync("request", """{"peerId":"a","method":"ask","timeout":60000}""");
        var toB = a.RequestAsync("request", """{"peerId":"b","method":"ask","timeout":60000}""");
        var asked = (A: await a.ReceiveNextAsync(), B: await b.ReceiveNextAsync());

        var stopped = servers[0].StopAsync();
        await servers[0].WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);

        await b.SendAsync(ProtooTestClient.ResponseTo(asked.B, "\"ok\":true,\"data\":\"from b\""));
        await a.SendAsync(ProtooTestClient.ResponseTo(asked.A, "\"ok\":true,\"data\":\"from a\""));
        Assert.Equal("from a", (await toA.DefaultTimeout()).GetString());
        Assert.Equal("from b", (await toB.DefaultTimeout()).GetString());
        await stopped;
    }
}
