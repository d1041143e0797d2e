using Protoo.Clustering;

namespace Protoo.Hosting;

/// <summary>
/// A connection that SignalR's Redis backplane does not know yet, because registering it would wait or fail while Redis is unavailable. It
/// is registered when Redis is back; in its room, the connection has been a peer all along.
/// </summary>
internal sealed class LateConnection
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private readonly Task _connected;
    private bool _hasTried;

    /// <param name="store">Knows when Redis is back.</param>
    /// <param name="hasTried">Whether it was already tried to register the connection.</param>
    /// <param name="connect">Registers the connection.</param>
    /// <param name="timeProvider">The clock.</param>
    public LateConnection(IRosterStore store, bool hasTried, Func<Task> connect, TimeProvider timeProvider)
    {
        _hasTried = hasTried;
        _connected = ConnectAsync(store, connect, timeProvider);
    }

    /// <summary>Stops trying, because the connection has ended.</summary>
    /// <returns>Whether the backplane knows the connection, or may know it: a failed attempt leaves things behind.</returns>
    public async Task<bool> StopAsync()
    {
        await _gone.CancelAsync().ConfigureAwait(false);
        await _connected.ConfigureAwait(false);
        _gone.Dispose();
        return _hasTried;
    }

    private async Task ConnectAsync(IRosterStore store, Func<Task> connect, TimeProvider timeProvider)
    {
        while (!_gone.IsCancellationRequested)
        {
            try
            {
                await store.WaitUntilAvailableAsync(_gone.Token).ConfigureAwait(false);
                _hasTried = true;
                await connect().ConfigureAwait(false);
                return;
            }
            catch (Exception) when (!_gone.IsCancellationRequested)
            {
                // Redis is unavailable again.
                await Task.Delay(s_pause, timeProvider, _gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // The connection has ended.
            }
        }
    }
}
