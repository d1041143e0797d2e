using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Protoo.Transports;

/// <summary>
/// When the host stops, or an operator says so, asks every client to reconnect later, native with 1012 and SignalR with its close message, a
/// few at a time, so that they do not all reach another instance at once. Clients that wait for answers, or owe one, come last.
/// </summary>
internal sealed partial class ConnectionDrain(
    IHostApplicationLifetime lifetime,
    IOptions<HostOptions> hostOptions,
    ProtooMetrics metrics,
    TimeProvider timeProvider,
    ILogger<ConnectionDrain> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan s_timeToStop = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, (IFeatureCollection Features, OutgoingMessageWriter? Output)> _connections = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    // Guarded by the gate; volatile fields are also read without it.
    private Task? _drained;
    private TimeSpan _time;
    private volatile bool _isDraining;

    public bool IsDraining => _isDraining;

    /// <summary>The number of bytes that wait to be sent to all clients.</summary>
    public long BacklogBytes => _connections.Values.Sum(static connection => connection.Output?.BacklogBytes ?? 0);

    /// <summary>Extends the drain to the time that a hub wants, if that is longer, and gives the host time to stop after it.</summary>
    public void Extend(TimeSpan time)
    {
        lock (_gate)
        {
            _time = time > _time ? time : _time;

            // The host reads this option when it stops. Hubs are known only once they are mapped, which is after the host was created.
            var host = hostOptions.Value;
            if (host.ShutdownTimeout < time + s_timeToStop && host.ShutdownTimeout != Timeout.InfiniteTimeSpan)
            {
                host.ShutdownTimeout = time + s_timeToStop;
            }
        }
    }

    /// <summary>Adds a connection to those that will be asked to reconnect later.</summary>
    /// <returns>False if it is too late for that: the caller then asks the client itself.</returns>
    public bool TryAdd(string connectionId, IFeatureCollection features)
    {
        _connections[connectionId] = (features, features.Get<IConnectionTransportFeature>()?.Transport.Output as OutgoingMessageWriter);
        return !_isDraining;
    }

    /// <summary>Finds the writing end of a connection; null if the connection is not here, or SignalR queues for it by itself.</summary>
    public OutgoingMessageWriter? FindOutput(string connectionId) => _connections.TryGetValue(connectionId, out var connection) ? connection.Output : null;

    public void Remove(string connectionId)
    {
        if (_connections.TryRemove(connectionId, out _) && _isDraining && _connections.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Drains the connections, once; this instance takes no new ones after that.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return _drained ??= DrainOnceAsync();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Callbacks run one after the other, in reverse order of registration: this one before SignalR's, which was registered when hubs
        // were mapped, and cuts its connections without notice. That is why a callback waits.
        lifetime.ApplicationStopping.Register(() => DrainAsync().GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    // The host awaits this before it stops the web server, which meanwhile answers health checks, and refuses new clients with 503.
    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync();

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveBacklog(() => BacklogBytes);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task DrainOnceAsync()
    {
        _isDraining = true;
        var time = _time;
        var connections = _connections.Values;
        if (time == TimeSpan.Zero)
        {
            foreach (var (features, _) in connections)
            {
                RequestClose(features);
            }

            return;
        }

        if (connections.Count == 0)
        {
            return;
        }

        Log.Draining(logger, connections.Count, time);
        using var timeout = new CancellationTokenSource(time, timeProvider);
        try
        {
            var started = timeProvider.GetTimestamp();
            var pause = time / 2 / connections.Count;
            pause = pause < s_longestPause ? pause : s_longestPause;
            var busy = new Queue<(IFeatureCollection Features, bool WasBusy)>();
            foreach (var (features, _) in connections)
            {
                if (IsBusy(features))
                {
                    busy.Enqueue((features, true));
                    continue;
                }

                RequestClose(features);
                await Task.Delay(pause, timeProvider, timeout.Token).ConfigureAwait(false);
            }

            while (busy.TryDequeue(out var connection))
            {
                // Once the answer has arrived, the hub method that waited for it has a moment to pass it on.
                var isBusy = IsBusy(connection.Features);
                if ((isBusy || connection.WasBusy) && timeProvider.GetElapsedTime(started) < time / 2)
                {
                    busy.Enqueue((connection.Features, isBusy));
                }
                else
                {
                    RequestClose(connection.Features);
                }

                await Task.Delay(pause, timeProvider, timeout.Token).ConfigureAwait(false);
            }

            if (!_connections.IsEmpty)
            {
                await _empty.Task.WaitAsync(timeout.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            Log.NotDrained(logger, _connections.Count);
        }
    }

    private static bool IsBusy(IFeatureCollection features) => features.Get<IBusyConnection>() is { IsBusy: true };

    private static void RequestClose(IFeatureCollection features) => features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Draining {Count} connections for up to {Time}.", EventName = "Draining")]
        public static partial void Draining(ILogger logger, int count, TimeSpan time);

        [LoggerMessage(2, LogLevel.Warning, "{Count} connections did not end in time.", EventName = "NotDrained")]
        public static partial void NotDrained(ILogger logger, int count);
    }
}
