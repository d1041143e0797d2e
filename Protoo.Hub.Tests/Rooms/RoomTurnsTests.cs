using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>The turns of a room: one at a time, in order, and each until its next await.</summary>
public sealed class RoomTurnsTests
{
    private readonly RoomTurns _turns = new();
    private readonly List<string> _log = [];

    // Not synchronized: that is what turns are for.
    private int _count;

    [Fact]
    public async Task Actions_RunOneAtATime_AcrossAllAwaits()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(() => _turns.RunAsync(async () =>
        {
            for (var step = 0; step < 10; step++)
            {
                var seen = _count;
                Thread.SpinWait(i % 50);
                _count = seen + 1;
                await Task.Yield();
            }
        })))).DefaultTimeout();
        Assert.Equal(10_000, _count);
    }

    [Fact]
    public async Task Await_LetsOthersIn_AndContinuesInATurn()
    {
        var answer = new TaskCompletionSource();
        var first = _turns.RunAsync(async () =>
        {
            _log.Add("asks");
            await answer.Task;
            Assert.IsType<RoomTurn>(SynchronizationContext.Current);
            _log.Add("goes on");
        });
        await _turns.RunAsync(() => Note("another"));
        await _turns.RunAsync(() =>
        {
            answer.SetResult();
            _log.Add("answers");
            return Task.CompletedTask;
        });
        await first.DefaultTimeout();
        Assert.Equal(["asks", "another", "answers", "goes on"], _log);
    }

    [Fact]
    public async Task Waiting_BeginInTheOrderOfTheirCalls()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leave = new ManualResetEventSlim();
        var first = Task.Run(() => _turns.RunAsync(() =>
        {
            entered.SetResult();
            leave.Wait();
            return Note("0");
        }));
        await entered.Task.DefaultTimeout();
        Task[] others = [.. Enumerable.Range(1, 200).Select(i => _turns.RunAsync(() => Note($"{i}")))];
        Assert.All(others, static other => Assert.False(other.IsCompleted));
        leave.Set();
        await Task.WhenAll([first, .. others]).DefaultTimeout();
        Assert.Equal(Enumerable.Range(0, 201).Select(static i => $"{i}"), _log);
    }

    [Fact]
    public async Task Results_AndExceptions_ReachTheCaller_AndTheNextRuns()
    {
        Assert.Equal(7, await _turns.RunAsync(static state => new ValueTask<int>(state + 1), 6));
        await Assert.ThrowsAsync<ProtooException>(() => _turns.RunAsync(static () => throw new ProtooException(403, "at once")));
        await Assert.ThrowsAsync<ProtooException>(() => _turns.RunAsync(static async () =>
        {
            await Task.Yield();
            throw new ProtooException(403, "later");
        }));

        var failures = new List<Task>();
        await _turns.RunAsync(() =>
        {
            failures.Add(_turns.RunAsync(static () => throw new ProtooException(403, "in its turn")));
            return Task.CompletedTask;
        });
        await Assert.ThrowsAsync<ProtooException>(() => failures[0].DefaultTimeout());
        await _turns.RunAsync(() => Note("next"));
        Assert.Equal(["next"], _log);
    }

    [Fact]
    public async Task Caller_KeepsItsContext_AndItsLocalValuesGoWithTheAction()
    {
        var local = new AsyncLocal<string> { Value = "of the caller" };
        var seen = new List<string?>();
        await _turns.RunAsync(() =>
        {
            seen.Add(local.Value);
            local.Value = "of the waiting one";
            var waiting = _turns.RunAsync(() =>
            {
                seen.Add(local.Value);
                return Task.CompletedTask;
            });
            local.Value = "later";
            return waiting;
        }).DefaultTimeout();
        Assert.Null(SynchronizationContext.Current);
        Assert.Equal(["of the caller", "of the waiting one"], seen);
    }

    [Fact]
    public async Task Send_WaitsForItsTurn_OrHasItAlready()
    {
        var context = new TaskCompletionSource<SynchronizationContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leave = new ManualResetEventSlim();
        var first = Task.Run(() => _turns.RunAsync(() =>
        {
            SynchronizationContext.Current!.Send(_ => _log.Add("inside"), null);
            context.SetResult(SynchronizationContext.Current);
            leave.Wait();
            return Note("first");
        }));
        var turn = await context.Task.DefaultTimeout();
        var sent = Task.Run(() => turn.Send(_ => _log.Add("sent"), null));
        leave.Set();
        await Task.WhenAll(first, sent).DefaultTimeout();
        Assert.Equal(["inside", "first", "sent"], _log);
        Assert.Same(turn, turn.CreateCopy());
    }

    [Fact]
    public async Task Rooms_RunConcurrently()
    {
        var other = new RoomTurns();
        using var both = new Barrier(2);
        Task Meet(RoomTurns turns) => Task.Run(() => turns.RunAsync(() =>
        {
            both.SignalAndWait();
            return Task.CompletedTask;
        }));
        await Task.WhenAll(Meet(_turns), Meet(other)).DefaultTimeout();
    }

    private Task Note(string text)
    {
        _log.Add(text);
        return Task.CompletedTask;
    }
}
