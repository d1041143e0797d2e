using System.Net;
using System.Text.Json;

namespace Protoo.Tests.ScaleOut;

/// <summary>What an operator sees of a cluster, and does to it, is the same on every instance.</summary>
public sealed class OperatorTests : ClusterTest
{
    [SkippableFact]
    public async Task Instances_AreAllSeen_Drained_AndMissedWhenTheyAreGone()
    {
        var servers = await StartAsync(3, OperatorClient.Setting, "Protoo:DrainTime=00:00:01");
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        await using var c = await SignalRTestClient.ConnectAsync(servers[1].HubUrl("c"));
        await c.InvokeAsync("getPeers");
        using var http = new OperatorClient(servers[0].Http);
        using var other = new OperatorClient(servers[2].Http);

        var instances = await http.WaitForInstancesAsync(static instances => instances.Count == 3);
        var self = Assert.Single(instances.Values, static instance => instance.GetProperty("self").GetBoolean());
        Assert.Equal("1 1 0", Count(self));
        Assert.Equal(["0 0 0", "1 1 0", "1 1 1"], instances.Values.Select(Count).Order(StringComparer.Ordinal));
        Assert.All(instances.Values, static instance =>
        {
            Assert.Equal("ready", instance.GetProperty("status").GetString());
            Assert.InRange(instance.GetProperty("leaseAge").GetDouble(), 0, 6);
            Assert.Matches(@"^\d+\.\d+", instance.GetProperty("version").GetString());
            Assert.InRange(instance.GetProperty("startedAt").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow());
        });
        Assert.Equal("connected", (await http.GetAsync("/instances")).GetProperty("redis").GetString());
        Assert.Equal(instances.Keys, (await other.GetInstancesAsync()).Keys);

        // Drained by another one.
        var drained = instances.Single(static instance => Count(instance.Value) == "1 1 1").Key;
        Assert.Equal(HttpStatusCode.NotFound, (await http.SendAsync(HttpMethod.Post, "/instances/nobody/drain")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await http.SendAsync(HttpMethod.Post, $"/instances/{Uri.EscapeDataString(drained)}/drain")).Code);
        Assert.Equal(1012, await b.Closed.DefaultTimeout());
        await servers[1].WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        instances = await other.WaitForInstancesAsync(instances => Count(instances[drained]) == "0 0 0");
        Assert.Equal("draining", instances[drained].GetProperty("status").GetString());
        Assert.False(a.Closed.IsCompleted);

        // Frozen, and then dead.
        servers[1].Freeze();
        instances = await other.WaitForInstancesAsync(instances => instances[drained].GetProperty("status").GetString() == "silent");
        Assert.InRange(instances[drained].GetProperty("leaseAge").GetDouble(), 0, 60);
        await servers[1].KillAsync();
        await other.WaitForInstancesAsync(instances => !instances.ContainsKey(drained));
    }

    [SkippableFact]
    public async Task RedisIsAway_AnInstanceSeesItselfAndSaysSo()
    {
        var servers = await StartAsync(2, OperatorClient.Setting);
        await using var a = await JoinAsync(servers[0], "a");
        using var http = new OperatorClient(servers[0].Http);
        var instances = await http.WaitForInstancesAsync(static instances => instances.Count == 2);
        var other = instances.Single(static instance => !instance.Value.GetProperty("self").GetBoolean()).Key;
        await Redis.StopAsync(RedisMemory.Everything);
        await WaitForReadinessAsync(servers, HttpStatusCode.ServiceUnavailable);

        var answer = await http.GetAsync("/instances");
        Assert.Equal("away", answer.GetProperty("redis").GetString());
        var self = Assert.Single(answer.GetProperty("instances").EnumerateArray());
        Assert.Equal(("away", "null", "1 1 0"), (self.GetProperty("status").GetString(), self.GetProperty("leaseAge").GetRawText(), Count(self)));
        var drain = await http.SendAsync(HttpMethod.Post, $"/instances/{Uri.EscapeDataString(other)}/drain");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, drain.Code);
        Assert.NotEmpty(drain.Body);

        await Redis.StartAgainAsync();
        await WaitForReadinessAsync(servers, HttpStatusCode.OK);
        await http.WaitForInstancesAsync(static instances => instances.Count == 2 && instances.Values.All(static instance => instance.GetProperty("status").GetString() == "ready"));
    }

    [SkippableFact]
    public async Task Traffic_OfAllInstances_IsSeenOnEach()
    {
        var servers = await StartAsync(3, OperatorClient.Setting, "Protoo:Admin:Payloads=true");
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"n\":12}");

        // On one of its instances, and on one that has no peers in the room.
        foreach (var server in new[] { servers[0], servers[2] })
        {
            using var http = new OperatorClient(server.Http);

            // First, so that the others are never asked for less.
            await using var payloads = await http.WatchAsync("/rooms/r/traffic?payloads=true");
            await using var traffic = await http.WatchAsync();

            // Until the others know that the room is watched, nothing is reported.
            using var stop = new CancellationTokenSource();
            var sending = SendUntilAsync(a, b, stop.Token);
            foreach (var stream in new[] { traffic, payloads })
            {
                var request = await stream.ReadUntilAsync("request a > b ask 24");
                var response = await stream.ReadUntilAsync("response b > a ask 8");
                Assert.Equal(request.GetProperty("instance").GetString(), response.GetProperty("instance").GetString());
                var echo = await stream.ReadUntilAsync("request b > hub Echo 7");
                Assert.NotEqual(request.GetProperty("instance").GetString(), echo.GetProperty("instance").GetString());
                Assert.Equal(stream == payloads, echo.TryGetProperty("data", out var data) && data.GetRawText() == """{"n":1}""");
                await stream.ReadUntilAsync("notification b > 1 peers told 24");
            }

            await stop.CancelAsync();
            await sending;
            await using (await JoinAsync(servers[2], "c"))
            {
                await traffic.ReadUntilAsync("joined c  2");
            }

            await traffic.ReadUntilAsync("left c  0");
        }
    }

    [SkippableFact]
    public async Task InstanceStops_TheTrafficThatItReportsEnds()
    {
        var servers = await StartAsync(2, OperatorClient.Setting);
        await using var a = await JoinAsync(servers[1], "a");
        using var http = new OperatorClient(servers[0].Http);
        await using var traffic = await http.WatchAsync();
        var stopping = servers[0].StopAsync();
        while (await traffic.ReadAsync() is not null)
        {
        }

        await stopping;
        Assert.False(a.Closed.IsCompleted);
    }

    private static string Count(JsonElement instance)
    {
        return instance.TryGetProperty("peers", out var peers) ? $"{instance.GetProperty("rooms")} {peers.GetProperty("native")} {peers.GetProperty("signalr")}" : string.Empty;
    }

    private static async Task SendUntilAsync(ProtooTestClient a, ProtooTestClient b, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await a.RequestAsync("request", """{"peerId":"b","method":"ask"}""");
            await b.RequestAsync("echo", """{"n":1}""");
            await b.NotifyAsync("notify", """{"method":"told"}""");
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }
}
