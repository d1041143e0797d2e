using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>A client that sends too fast is slowed down, and in the end closed. Nobody else is.</summary>
public sealed class RateLimitTests
{
    private static readonly TimeSpan s_tenth = TimeSpan.FromMilliseconds(100);

    private readonly WaitsTimeProvider _time = new();

    [Fact]
    public async Task Native_WhatIsTooMuch_Waits_AndNothingIsLost()
    {
        await using var server = await StartAsync("Protoo:MaximumMessagesPerSecond=10");
        await using var other = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Task<JsonElement>[] answers = [.. Enumerable.Range(0, 30).Select(i => client.RequestAsync("echo", $"{i}"))];
        await Task.WhenAll(answers[..10]).DefaultTimeout();

        // The other client's answers show that the server does not only need time.
        await other.RequestAsync("echo");
        Assert.False(answers[10].IsCompleted);
        for (var i = 10; i < 30; i++)
        {
            await _time.PassAsync(s_tenth);
            Assert.Equal(i, (await answers[i].DefaultTimeout()).GetInt32());
            await other.RequestAsync("echo");
            Assert.All(answers[(i + 1)..], static answer => Assert.False(answer.IsCompleted));
        }
    }

    [Fact]
    public async Task Native_TooFastForTenSeconds_1008()
    {
        await using var server = await StartAsync("Protoo:MaximumMessagesPerSecond=10");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Task<JsonElement>[] answers = [.. Enumerable.Range(0, 150).Select(i => client.RequestAsync("echo", $"{i}"))];
        await answers[9].DefaultTimeout();
        await PassUntilClosedAsync(answers[10..], client.Closed);
        Assert.Equal((1008, "rate limit"), (await client.Closed.DefaultTimeout(), client.CloseReason));
        Assert.InRange(answers.Count(static answer => answer.IsCompletedSuccessfully), 100, 115);
        await Assert.ThrowsAsync<InvalidOperationException>(() => answers[149]);
    }

    [Fact]
    public async Task Native_Bytes_TheNextMessageWaits()
    {
        await using var server = await StartAsync("Protoo:MaximumBytesPerSecond=1000");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await client.RequestAsync("echo", $"\"{new string('x', 3_000)}\"");
        var answer = client.RequestAsync("echo");
        await using var other = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await other.RequestAsync("echo");
        Assert.False(answer.IsCompleted);
        await AdvanceUntilAsync(answer, s_tenth, atLeast: TimeSpan.FromSeconds(2));
    }

    // What is no protoo message costs the server something, too.
    [Fact]
    public async Task Native_WhatIsIgnored_Counts()
    {
        await using var server = await StartAsync("Protoo:MaximumMessagesPerSecond=10");
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync("nonsense");
        }

        var answer = client.RequestAsync("echo");
        await using var other = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await other.RequestAsync("echo");
        Assert.False(answer.IsCompleted);
        await _time.PassAsync(s_tenth);
        await answer.DefaultTimeout();
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task SignalR_WhatIsTooMuch_Waits_InOrder_AndAfterTenSecondsItIsClosed(HttpTransportType transport)
    {
        await using var server = await StartAsync("Protoo:MaximumMessagesPerSecond=10");
        await using var client = await SignalRTestClient.ConnectAsync(server.HubUrl("a"), transport);
        Task<JsonElement>[] answers = [.. Enumerable.Range(0, 150).Select(i => client.Connection.InvokeAsync<JsonElement>("echo", i))];

        // To see that it is in its room, the client has sent one message before.
        await Task.WhenAll(answers[..9]).DefaultTimeout();
        await using var other = await SignalRTestClient.ConnectAsync(server.HubUrl("b"), transport);
        await other.InvokeAsync("echo", 1);
        Assert.False(answers[9].IsCompleted);
        await PassUntilClosedAsync(answers[9..], client.Closed);
        Assert.InRange(answers.Count(static answer => answer.IsCompletedSuccessfully), 100, 115);
        var outcome = answers.SkipWhile(static answer => answer.IsCompletedSuccessfully).ToArray();
        Assert.All(outcome, static answer => Assert.False(answer.IsCompletedSuccessfully));
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => outcome[0].DefaultTimeout());
        if (exception is HubException)
        {
            Assert.EndsWith("ProtooException: 429: rate limit", exception.Message, StringComparison.Ordinal);
        }
    }

    // What does not reach the hub counts as well.
    [Fact]
    public async Task SignalR_UnknownMethods_Wait()
    {
        await using var server = await StartAsync("Protoo:MaximumMessagesPerSecond=10");
        await using var client = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        Task<JsonElement>[] unknown = [.. Enumerable.Range(0, 20).Select(_ => client.Connection.InvokeAsync<JsonElement>("made up"))];
        await Task.WhenAll(unknown[..9].Select(static call => Assert.ThrowsAsync<HubException>(() => call))).DefaultTimeout();
        await using var other = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await other.InvokeAsync("echo", 1);
        Assert.False(unknown[9].IsCompleted);
        foreach (var call in unknown[9..])
        {
            await _time.PassAsync(s_tenth);
            await Assert.ThrowsAsync<HubException>(() => call.DefaultTimeout());
        }
    }

    [Fact]
    public async Task SignalR_IsHeld_AndTheRoomIsClosed_TheConnectionEndsAtOnce()
    {
        await using var server = await StartAsync("Protoo:MaximumMessagesPerSecond=10");
        await using var client = await SignalRTestClient.ConnectAsync(server.HubUrl("a"));
        Task<JsonElement>[] answers = [.. Enumerable.Range(0, 30).Select(i => client.Connection.InvokeAsync<JsonElement>("echo", i))];
        await Task.WhenAll(answers[..9]).DefaultTimeout();
        var room = await server.Services.GetRequiredService<IRoomRegistry<Protoo.Server.RoomHub>>().GetRoomAsync("r");
        await room!.CloseAsync();
        await client.Closed.DefaultTimeout();
        Assert.False(answers[9].IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task SignalR_Bytes_TheNextInvocationWaits(HttpTransportType transport)
    {
        await using var server = await StartAsync("Protoo:MaximumBytesPerSecond=1000");
        await using var client = await SignalRTestClient.ConnectAsync(server.HubUrl("a"), transport);

        await client.InvokeAsync("echo", new string('x', 3_000));
        var answer = client.InvokeAsync("echo", 1);
        await using var other = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await other.RequestAsync("echo");
        Assert.False(answer.IsCompleted);
        await AdvanceUntilAsync(answer, s_tenth, atLeast: TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Loopback_IsNotLimited()
    {
        await using var server = await TestServer.StartRoomServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(_time),
            "Protoo:MaximumMessagesPerSecond=1",
            "Protoo:MaximumBytesPerSecond=1",
            "Protoo:DrainTime=00:00:00");
        await using var native = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var signalR = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        for (var i = 0; i < 10; i++)
        {
            await native.RequestAsync("echo");
            await signalR.InvokeAsync("echo", i);
        }
    }

    // Each tenth of a second lets one more request through, for ten seconds.
    private async Task PassUntilClosedAsync(Task[] answers, Task closed)
    {
        foreach (var answer in answers)
        {
            await _time.PassAsync(s_tenth, end: closed);
            await Task.WhenAny(answer, closed).DefaultTimeout();
            if (!answer.IsCompletedSuccessfully)
            {
                break;
            }
        }

        await closed.DefaultTimeout();
    }

    private async Task AdvanceUntilAsync(Task answer, TimeSpan step, TimeSpan atLeast)
    {
        var passed = TimeSpan.Zero;
        var waiting = System.Diagnostics.Stopwatch.StartNew();
        while (!answer.IsCompleted)
        {
            Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(30), "It waits for too long.");
            _time.Advance(step);
            passed += step;
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(5)));
        }

        await answer;
        Assert.True(passed >= atLeast, $"It waited for {passed} only.");
    }

    private Task<TestServer> StartAsync(string setting)
    {
        return TestServer.StartRoomServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time), setting, "Protoo:LimitsLoopback=true", "Protoo:DrainTime=00:00:00");
    }
}
