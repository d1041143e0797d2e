namespace Protoo.Tests.Functional;

/// <summary>How many of a peer's requests may wait for others.</summary>
public sealed class WaitingRequestsTests
{
    private readonly LifeHub.Script _script = new();

    public WaitingRequestsTests()
    {
        _script.Methods["ask"] = static async call => await call.Room.FindPeer("b")!.RequestAsync("m");
        _script.Methods["ask many"] = static async call =>
        {
            var peer = call.Room.FindPeer("b")!;
            return (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => peer.RequestAsync("m")))).Length;
        };
        _script.Methods["spread"] = static async call => (await call.Room.SpreadAsync("m", except: [call.Peer.Id])).Count;
    }

    [Fact]
    public async Task OneMoreThanMayWait_IsError429_AndNothingElseIsLost()
    {
        await using var server = await LifeServer.StartAsync(_script, static options => options.MaximumWaitingRequests = 3);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c"));
        c.OnRequest = static request => ProtooTestClient.ResponseTo(request);
        Task<System.Text.Json.JsonElement>[] waiting = [a.RequestAsync("ask"), a.RequestAsync("spread"), a.RequestAsync("ask many")];
        var asked = new List<System.Text.Json.JsonElement>();
        while (asked.Count < 12)
        {
            asked.Add(await b.ReceiveNextAsync());
        }

        Assert.Equal((429, "Too many requests wait for other peers."), await a.RequestErrorAsync("ask"));
        Assert.Equal(429, (await a.RequestErrorAsync("spread")).Code);

        // The limit is per peer.
        var others = c.RequestAsync("ask");
        await b.SendAsync(ProtooTestClient.ResponseTo(await b.ReceiveNextAsync()));
        await others.DefaultTimeout();

        foreach (var request in asked)
        {
            await b.SendAsync(ProtooTestClient.ResponseTo(request));
        }

        await Task.WhenAll(waiting).DefaultTimeout();
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request);
        await a.RequestAsync("ask");
    }

    [Fact]
    public async Task ByDefault_The257thIsError429()
    {
        await using var server = await LifeServer.StartAsync(_script);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        var waiting = Enumerable.Range(0, 256).Select(_ => a.RequestAsync("ask")).ToArray();
        for (var i = 0; i < waiting.Length; i++)
        {
            await b.ReceiveNextAsync();
        }

        Assert.Equal(429, (await a.RequestErrorAsync("ask")).Code);
        await b.CloseAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(waiting)).DefaultTimeout();
        Assert.All(waiting, static request => Assert.Contains("410", request.Exception!.ToString(), StringComparison.Ordinal));
    }
}
