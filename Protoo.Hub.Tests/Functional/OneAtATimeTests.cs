using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>The option that an app's code for a room runs one at a time: what is right on one thread stays right.</summary>
public sealed class OneAtATimeTests
{
    [Fact]
    public async Task WithoutIt_TwoBidsOfTheSameAmountAreTaken()
    {
        using var both = new Barrier(2);
        var script = new AuctionHub.Script(isOneAtATime: false) { BetweenReadAndWrite = both.SignalAndWait };
        await using var server = await StartAsync(script, isOneAtATime: false);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        var (first, second) = (a.RequestAsync("bid", "10"), b.InvokeAsync("bid", 10));
        Assert.Equal((true, true), ((await first.DefaultTimeout()).GetBoolean(), (await second.DefaultTimeout()).GetBoolean()));
    }

    [Fact]
    public async Task BidsOfManyAtOnce_OneOfEachAmountIsTaken()
    {
        var script = new AuctionHub.Script(isOneAtATime: true) { BetweenReadAndWrite = static () => Thread.SpinWait(1_000) };
        await using var server = await StartAsync(script, isOneAtATime: true);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        for (var amount = 1; amount <= 300; amount++)
        {
            var bids = await Task.WhenAll(a.RequestAsync("bid", $"{amount}"), b.InvokeAsync("bid", amount), c.RequestAsync("bid", $"{amount}")).DefaultTimeout();
            Assert.Single(bids, static bid => bid.GetBoolean());
        }

        int[][] counts = [await CountAsync(a), [.. (await b.InvokeAsync("count")).EnumerateArray().Select(static count => count.GetInt32())], await CountAsync(c)];
        Assert.All(counts, static count => Assert.Equal(300, count[0]));
        Assert.Equal(300, counts.Sum(static count => count[1]));
    }

    [Fact]
    public async Task RequestToAnotherPeer_LetsOthersIn()
    {
        var script = new AuctionHub.Script(isOneAtATime: true);
        await using var server = await StartAsync(script, isOneAtATime: true);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        var closing = a.RequestAsync("close");
        var request = await b.ReceiveNextAsync();
        Assert.Equal("agreed", request.GetProperty("method").GetString());

        // The room is not held up by the request that waits.
        Assert.True((await b.RequestAsync("bid", "10")).GetBoolean());
        await b.SendAsync($$"""{"response":true,"id":{{request.GetProperty("id").GetRawText()}},"ok":true,"data":true}""");
        Assert.Equal(0, (await closing.DefaultTimeout()).GetInt32());
        Assert.Equal("1 0 1", string.Join(' ', await CountAsync(a)));
    }

    [Fact]
    public async Task Rooms_RunConcurrently()
    {
        using var both = new Barrier(2);
        var script = new AuctionHub.Script(isOneAtATime: true) { BetweenReadAndWrite = both.SignalAndWait };
        await using var server = await StartAsync(script, isOneAtATime: true);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b", "other"));
        await Task.WhenAll(a.RequestAsync("bid", "10"), b.RequestAsync("bid", "10")).DefaultTimeout();
    }

    // The hub and its state check that they have a turn each time.
    [Fact]
    public async Task Callbacks_AndState_HaveTurns_ButOuterFiltersDoNot()
    {
        var script = new AuctionHub.Script(isOneAtATime: true);
        var filter = new ContextFilter();
        await using var server = await StartAsync(script, isOneAtATime: true, filter);
        await using (var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a")))
        await using (var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b")))
        {
            script.Enter = _ => script.Check();
            await a.RequestAsync("bid", "1");
            await b.InvokeAsync("bid", 2);
        }

        while (!script.Ended.ContainsKey("r"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal(0, script.Ended["r"]);
        Assert.Equal(2, filter.Calls);
    }

    private static async Task<int[]> CountAsync(ProtooTestClient client)
    {
        return [.. (await client.RequestAsync("count")).EnumerateArray().Select(static count => count.GetInt32())];
    }

    private static Task<TestServer> StartAsync(AuctionHub.Script script, bool isOneAtATime, IHubFilter? filter = null)
    {
        return TestServer.StartAsync<AuctionHub>(
            signalR =>
            {
                signalR.AddProtoo<AuctionHub>(options => (options.RunOneAtATime, options.DrainTime) = (isOneAtATime, TimeSpan.Zero));
                if (filter is not null)
                {
                    signalR.AddHubOptions<AuctionHub>(options => options.AddFilter(filter));
                }
            },
            builder => builder.Services.AddSingleton(script));
    }

    private sealed class ContextFilter : IHubFilter
    {
        private int _calls;

        public int Calls => _calls;

        public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
        {
            Assert.Null(SynchronizationContext.Current);
            Interlocked.Increment(ref _calls);
            return next(invocationContext);
        }
    }
}
