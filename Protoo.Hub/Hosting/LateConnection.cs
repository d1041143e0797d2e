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
    private readonly Task<bool> _connected;

    public LateConnection(IRosterStore store, Func<Task> connect, TimeProvider timeProvider)
    {
        _connected = ConnectAsync(store, connect, timeProvider);
    }

    /// <summary>Stops trying, because the connection has ended.</summary>
    /// <returns>Whether the backplane knows the connection.</returns>
    public async Task<bool> StopAsync()
    {
        await _gone.CancelAsync();
        var isConnected = await _connected;
        _gone.Dispose();
        return isConnected;
    }

    private async Task<bool> ConnectAsync(IRosterStore store, Func<Task> connect, TimeProvider timeProvider)
    {
        while (!_gone.IsCancellationRequested)
        {
            try
            {
                await store.WaitUntilAvailableAsync(_gone.Token);
                await connect();
                return true;
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

        return false;
    }
}
