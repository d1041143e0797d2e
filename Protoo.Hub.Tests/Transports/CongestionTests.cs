using Microsoft.Extensions.Time.Testing;

namespace Protoo.Tests.Transports;

/// <summary>When a client that does not keep up is dropped, and who is held back meanwhile.</summary>
public sealed class CongestionTests
{
    // The low mark is 1,000. More than 250 from one sender is a lot.
    private const int Bound = 4_000;

    private static readonly TimeSpan s_almostASecond = TimeSpan.FromMilliseconds(999);
    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ControlledMessageWriter _writer;

    public CongestionTests() => _writer = new ControlledMessageWriter(Bound, _time) { HoldsSends = true };

    [Fact]
    public void OverTheBound_SocketTakesNothing_IsDroppedAfterASecond()
    {
        Queue(Bound + 1);
        _time.Advance(s_almostASecond);
        Assert.Equal(0, _writer.BacklogExceeded);
        _time.Advance(s_millisecond);
        Assert.Equal(1, _writer.BacklogExceeded);

        Write(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, _writer.BacklogExceeded);
    }

    [Fact]
    public void UpToTheBound_SocketTakesNothing_IsNotDropped()
    {
        Queue(Bound);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _writer.BacklogExceeded);
    }

    [Fact]
    public void OverTheBound_SocketTakesPartOfAMessage_IsNotDropped()
    {
        Queue(Bound + 1);
        for (var second = 0; second < 10; second++)
        {
            _writer.SocketProgress++;
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(0, _writer.BacklogExceeded);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _writer.BacklogExceeded);
    }

    [Fact]
    public async Task OverTheBound_MessagesAreSent_IsNotDropped()
    {
        Queue([.. Enumerable.Repeat(1_000, 10)]);
        for (var second = 0; second < 5; second++)
        {
            await SendNextAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(0, _writer.BacklogExceeded);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _writer.BacklogExceeded);
    }

    [Fact]
    public async Task BackAtTheBound_HasASecondAgain()
    {
        Queue(1_000, Bound);
        _time.Advance(s_almostASecond);
        await SendNextAsync();
        _time.Advance(s_millisecond);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _writer.BacklogExceeded);

        Write(1);
        _time.Advance(s_almostASecond);
        Assert.Equal(0, _writer.BacklogExceeded);
        _time.Advance(s_millisecond);
        Assert.Equal(1, _writer.BacklogExceeded);
    }

    [Fact]
    public void EightTimesTheBound_IsNotDropped_OverIt_AtOnce()
    {
        Queue(Bound * 8);
        Assert.Equal(0, _writer.BacklogExceeded);
        Write(1);
        Assert.Equal(1, _writer.BacklogExceeded);
    }

    [Fact]
    public void Answers_DoNotCountForEightTimesTheBound()
    {
        Queue(Bound);
        for (var i = 0; i < 100; i++)
        {
            Write(Bound, ControlledMessageWriter.Answer);
        }

        Assert.Equal(0, _writer.BacklogExceeded);
        Write(Bound * 7);
        Assert.Equal(0, _writer.BacklogExceeded);
        Write(1);
        Assert.Equal(1, _writer.BacklogExceeded);
    }

    [Fact]
    public void Answers_HeldForTooLong_Count()
    {
        Queue(Bound);
        Assert.NotNull(_writer.ReadHold);
        _time.Advance(TimeSpan.FromSeconds(2));
        Write(Bound * 7, ControlledMessageWriter.Answer);
        Assert.Equal(0, _writer.BacklogExceeded);
        Write(1, ControlledMessageWriter.Answer);
        Assert.Equal(1, _writer.BacklogExceeded);
    }

    [Fact]
    public async Task Hold_UpToTheLowMark_IsNone_AboveIt_UntilItIsReached()
    {
        Queue(500, 500);
        Assert.Null(_writer.Hold(null, 500));
        Assert.Null(_writer.ReadHold);

        Write(1);
        var hold = _writer.Hold(null, 1);
        Assert.Same(hold, _writer.ReadHold);
        Assert.NotNull(hold);
        Assert.False(hold.IsCompleted);

        await SendNextAsync();
        await hold.DefaultTimeout();
        Assert.Null(_writer.Hold(null, 1));
        Assert.Null(_writer.ReadHold);
    }

    [Fact]
    public async Task Hold_NextTime_IsAnother()
    {
        Queue(500, 501);
        var first = _writer.Hold(null, 1);
        await SendNextAsync();
        await first!.DefaultTimeout();

        // The first hold's time does not count for the second.
        _time.Advance(s_almostASecond);
        Write(1_000);
        var second = _writer.Hold(null, 1);
        _time.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.False(second!.IsCompleted);
        _time.Advance(s_millisecond);
        await second.DefaultTimeout();
    }

    [Fact]
    public async Task Hold_AfterTwoSeconds_IsOver_AndNobodyIsHeldUntilTheQueueIsEmpty()
    {
        Queue(700, 700, 700);
        var hold = _writer.Hold(null, 1);
        _time.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.False(hold!.IsCompleted);
        _time.Advance(s_millisecond);
        await hold.DefaultTimeout();

        var sender = new object();
        Assert.Null(_writer.Hold(null, 1));
        Assert.Null(_writer.Hold(sender, 10_000));
        Assert.Null(_writer.ReadHold);

        // Unlike a hold, this does not end at the low mark.
        await SendNextAsync();
        await SendNextAsync();
        Write(700);
        Assert.Null(_writer.Hold(null, 1));

        await SendNextAsync();
        await SendNextAsync();
        Write(1_001);
        Assert.NotNull(_writer.Hold(null, 1));
    }

    [Fact]
    public async Task Hold_OfOneSender_CountsItsOwnOnly()
    {
        var (loud, quiet) = (new object(), new object());
        Queue(1_000);

        // Below the low mark, nothing is counted.
        Assert.Null(_writer.Hold(loud, 1_000));
        Write(1);
        Assert.Null(_writer.Hold(loud, 1));
        Assert.Null(_writer.Hold(loud, 249));
        Assert.Null(_writer.Hold(quiet, 250));
        var hold = _writer.Hold(loud, 1);
        Assert.NotNull(hold);
        Assert.Null(_writer.Hold(quiet, 0));
        Assert.Same(hold, _writer.Hold(null, 0));

        // The next time, it starts at 0.
        await SendNextAsync();
        await hold.DefaultTimeout();
        Write(1_000);
        Assert.Null(_writer.Hold(loud, 250));
        Assert.NotNull(_writer.Hold(loud, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hold_EndsWithTheConnection(bool isBroken)
    {
        Queue(1_001);
        var hold = _writer.Hold(null, 1);
        if (isBroken)
        {
            (await _writer.NextAsync()).Send.SetException(new IOException("broken"));
        }
        else
        {
            _writer.Seal();
        }

        await hold!.DefaultTimeout();
        Assert.Null(_writer.Hold(null, 1));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _writer.BacklogExceeded);
    }

    [Fact]
    public async Task Hold_EndsWhenTheClientIsDropped()
    {
        Queue(Bound + 1);
        var hold = _writer.Hold(null, 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _writer.BacklogExceeded);
        await hold!.DefaultTimeout();
    }

    [Fact]
    public async Task Restraint_HoldsTheClientBack_UntilTheLastHoldIsOver()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var waits = new[] { _writer.Restraint.WaitAsync(first.Task), _writer.Restraint.WaitAsync(second.Task) };
        var hold = _writer.ReadHold;
        Assert.NotNull(hold);
        first.SetResult();
        await waits[0].DefaultTimeout();
        Assert.Same(hold, _writer.ReadHold);
        second.SetResult();
        await waits[1].DefaultTimeout();
        await hold.DefaultTimeout();
        Assert.Null(_writer.ReadHold);
    }

    [Fact]
    public async Task Restraint_EndsWithTheConnection()
    {
        var never = new TaskCompletionSource().Task;
        var wait = _writer.Restraint.WaitAsync(never);
        var hold = _writer.ReadHold;
        _writer.Seal();
        await Task.WhenAll(wait, hold!).DefaultTimeout();
        Assert.Null(_writer.ReadHold);
        await _writer.Restraint.WaitAsync(never).DefaultTimeout();
    }

    // One message that is being sent, and others that wait.
    private void Queue(params int[] lengths)
    {
        Write(1);
        foreach (var length in lengths)
        {
            Write(length);
        }
    }

    private void Write(int length, byte first = 0)
    {
        var message = new byte[length];
        message[0] = first;
        _writer.Send(message);
    }

    // Ends the current send, and waits for the next one.
    private async Task SendNextAsync()
    {
        (await _writer.NextAsync()).Send.SetResult();
        await _writer.WaitForSendAsync();
    }
}
