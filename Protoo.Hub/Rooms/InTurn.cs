using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>
/// A peer's turn. While a step of the peer is on its way through the cluster, whatever the peer causes next waits for that step, in order.
/// If the instance is alone, it takes steps at once, and nothing has to wait.
/// </summary>
internal readonly struct InTurn : IDisposable
{
    private readonly SemaphoreSlim? _turn;

    private InTurn(SemaphoreSlim? turn) => _turn = turn;

    /// <summary>Takes the turn of a peer.</summary>
    public static ValueTask<InTurn> TakeAsync(Seat? sender, CancellationToken cancellationToken)
    {
        var turn = new InTurn(sender?.Turn);
        return turn._turn is null || turn._turn.Wait(0, CancellationToken.None) ? new(turn) : WaitAsync(turn, cancellationToken);
    }

    public void Dispose() => _turn?.Release();

    private static async ValueTask<InTurn> WaitAsync(InTurn turn, CancellationToken cancellationToken)
    {
        await turn._turn!.WaitAsync(cancellationToken).ConfigureAwait(false);
        return turn;
    }
}
