using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

public sealed class InTurnTests
{
    private readonly Seat _seat = NewSeat(new SemaphoreSlim(1));

    [Fact]
    public async Task NobodyOrAlone_NothingToWaitFor()
    {
        Assert.True(TakeAsync(null).IsCompletedSuccessfully);
        var alone = NewSeat(turn: null);
        using var first = await TakeAsync(alone);
        Assert.True(TakeAsync(alone).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Taken_TheNextOneWaits_UntilItIsOver()
    {
        var first = TakeAsync(_seat);
        Assert.True(first.IsCompletedSuccessfully);
        var second = TakeAsync(_seat);
        Assert.False(second.IsCompleted);
        (await first).Dispose();
        (await second.DefaultTimeout()).Dispose();
        Assert.True(TakeAsync(_seat).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Canceled_TheTurnIsNotTaken()
    {
        var first = await TakeAsync(_seat);
        using var canceled = new CancellationTokenSource();
        var second = TakeAsync(_seat, canceled.Token);
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.DefaultTimeout());
        first.Dispose();
        Assert.True(TakeAsync(_seat).IsCompletedSuccessfully);
    }

    private static Seat NewSeat(SemaphoreSlim? turn) => new("a", "connection", PeerTransport.Native, "here") { Turn = turn };

    private static Task<InTurn> TakeAsync(Seat? sender, CancellationToken cancellationToken = default) => InTurn.TakeAsync(sender, cancellationToken).AsTask();
}
