using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// The single connection of this process to Redis, for rooms and for SignalR's backplane. It opens even without Redis, and recovers by
/// itself.
/// </summary>
internal sealed class RedisConnection(IOptions<ProtooRedisOptions> options, RedisExpiry expiry, RedisFaults faults, RedisMetrics metrics, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>How long Redis may take to answer. Callers are promised an answer within two seconds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.4);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();

    // Also read without the gate.
    private Task<IConnectionMultiplexer>? _opened;
    private Task? _explained;
    private StaleSubscriptions? _staleSubscriptions;
    private RedisKeys _keys = new(options.Value.KeyPrefix, ChannelPrefix(options.Value));

    public bool IsConnected => _opened is { IsCompletedSuccessfully: true, Result.IsConnected: true };

    /// <summary>The names of keys and channels. Those used by scripts are correct once Redis has been reached.</summary>
    public RedisKeys Keys => Volatile.Read(ref _keys);

    public RedisExpiry Expiry => expiry;

    public RedisMetrics Metrics => metrics;

    /// <summary>Whether the connection belongs to the app, which may use it elsewhere.</summary>
    public bool IsShared => options.Value.ConnectionFactory is not null;

    /// <summary>The arguments of <c>AUTH</c>; null if no password is set, or if the connection belongs to the app.</summary>
    public object[]? Login => options.Value.Configuration switch
    {
        _ when IsShared => null,
        { Password: null or "" } or { Proxy: not Proxy.None } => null,
        { User: null or "", Password: var password } => [password],
        { User: var user, Password: var password } => [user, password],
    };

    /// <exception cref="ProtooException">503: Redis has not been reached yet.</exception>
    public IDatabase Database => Multiplexer.GetDatabase();

    /// <exception cref="ProtooException">503: Redis has not been reached yet.</exception>
    public ISubscriber Subscriber => Multiplexer.GetSubscriber();

    public StaleSubscriptions StaleSubscriptions => LazyInitializer.EnsureInitialized(ref _staleSubscriptions, () => new(this, timeProvider));

    private IConnectionMultiplexer Multiplexer => _opened is { IsCompletedSuccessfully: true, Result: var multiplexer } ? multiplexer : throw faults.Unreachable();

    public static bool IsOutage(Exception exception)
    {
        return exception is RedisException or TimeoutException or ObjectDisposedException or ProtooException { Code: 503 };
    }

    /// <inheritdoc cref="RedisFaults.Unreachable" />
    public ProtooException Unreachable() => faults.Unreachable();

    /// <summary>Reports why Redis cannot be used.</summary>
    /// <param name="exception">An outage.</param>
    /// <returns>Error 503.</returns>
    public ProtooException Fail(Exception exception)
    {
        // Without a connection, every wait times out; the cause is reported where the connection fails.
        if (exception is not TimeoutException || IsConnected)
        {
            faults.Report(exception);
        }

        return exception as ProtooException ?? new ProtooException(503, IRoomRelay.Unreachable, exception);
    }

    /// <summary>Finds out why there is no connection, unless that is reported anyway.</summary>
    public void Explain()
    {
        // The app's connection reports the cause once, possibly before it was handed over.
        if (IsShared && _opened is { IsCompletedSuccessfully: true, Result: var multiplexer })
        {
            lock (_gate)
            {
                _explained = _explained is { IsCompleted: false } ? _explained : ExplainAsync(multiplexer);
            }
        }
    }

    /// <summary>Completes when Redis is connected.</summary>
    /// <exception cref="OperationCanceledException">The connection was disposed of.</exception>
    public async Task<IConnectionMultiplexer> WaitForConnectionAsync()
    {
        var multiplexer = await OpenAsync().ConfigureAwait(false);
        while (!multiplexer.IsConnected)
        {
            Explain();
            await Task.Delay(s_pause, timeProvider, _disposed.Token).ConfigureAwait(false);
        }

        return multiplexer;
    }

    /// <summary>Runs a script.</summary>
    /// <exception cref="ProtooException">503: Redis cannot be used. It is not known whether the script ran.</exception>
    public Task<RedisResult> EvaluateAsync(RosterScript script, RedisKey[] keys, params RedisValue[] arguments)
    {
        var evaluated = AskAsync(database => database.ScriptEvaluateAsync(script.Text, keys, arguments));
        return metrics.MeasuresSteps ? MeasureAsync(script, evaluated) : evaluated;
    }

    /// <summary>Runs a script on a room. The room's channel becomes the first argument.</summary>
    /// <exception cref="ProtooException">503: Redis cannot be used. It is not known whether the script ran.</exception>
    public Task<RedisResult> EvaluateAsync(RosterScript script, RoomName room, params RedisValue[] arguments)
    {
        return EvaluateAsync(script, [Keys.Room(room)], [Keys.ForScript(Keys.ChannelOf(room)), .. arguments]);
    }

    /// <summary>Asks Redis, and waits no longer than <see cref="Timeout"/>.</summary>
    /// <exception cref="ProtooException">503: Redis cannot be used. It is not known whether it did what it was asked.</exception>
    public async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            return await ask(Database).WaitAsync(Timeout, timeProvider).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            throw Fail(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        if (_opened is { } opened)
        {
            await ((Task)opened).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opened.IsCompletedSuccessfully)
            {
                await CloseAsync(await opened.ConfigureAwait(false)).ConfigureAwait(false);
            }
        }

        _disposed.Dispose();
    }

    private async Task<RedisResult> MeasureAsync(RosterScript script, Task<RedisResult> evaluated)
    {
        var started = timeProvider.GetTimestamp();
        Exception? failure = null;
        try
        {
            return await evaluated.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            metrics.StepTaken(timeProvider.GetElapsedTime(started), script.Name, failure);
        }
    }

    private async ValueTask CloseAsync(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnFailed;
        if (!IsShared)
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Completes after the first attempt, successful or not.
    private Task<IConnectionMultiplexer> OpenAsync()
    {
        lock (_gate)
        {
            return _opened ??= options.Value.ConnectionFactory is { } factory ? ShareAsync(factory) : ConnectAsync();
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        var configuration = ToConfiguration(options.Value);
        configuration.ConnectionAttemptCompleted += OnAttempt;
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        multiplexer.ConnectionFailed += OnFailed;
        return multiplexer;
    }

    private async Task<IConnectionMultiplexer> ShareAsync(Func<TextWriter, Task<IConnectionMultiplexer>> factory)
    {
        while (true)
        {
            try
            {
                var multiplexer = await factory(TextWriter.Null).ConfigureAwait(false);

                // The only way to get the prefix. The rest of the text does not matter, even if it is misread.
                var prefix = ConfigurationOptions.Parse(multiplexer.Configuration, ignoreUnknown: true).ChannelPrefix;
                Volatile.Write(ref _keys, new RedisKeys(options.Value.KeyPrefix, prefix.IsNullOrEmpty ? string.Empty : prefix.ToString()));
                multiplexer.ConnectionFailed += OnFailed;
                return multiplexer;
            }
            catch (Exception exception)
            {
                Report(exception, endPoint: null);
                await Task.Delay(s_retry, timeProvider, _disposed.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task ExplainAsync(IConnectionMultiplexer multiplexer)
    {
        try
        {
            _ = await multiplexer.GetDatabase().PingAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            Report(exception, endPoint: null);
        }
    }

    private void OnAttempt(object? sender, ConnectionAttemptCompletedEventArgs attempt)
    {
        // An attempt that was abandoned for the next one has no cause of its own.
        if (attempt is { IsSuccess: false, Exception: { } exception } and not { FailureType: ConnectionFailureType.ConnectionDisposed })
        {
            Report(exception, attempt.EndPoint);
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        if (failure.Exception is { } exception)
        {
            Report(exception, failure.EndPoint);
        }
    }

    private void Report(Exception exception, EndPoint? endPoint)
    {
        if (!_disposed.IsCancellationRequested)
        {
            faults.Report(exception, endPoint);
        }
    }

    private static string ChannelPrefix(ProtooRedisOptions options)
    {
        return options.Configuration.ChannelPrefix.IsNullOrEmpty ? options.KeyPrefix : options.Configuration.ChannelPrefix.ToString();
    }

    private static ConfigurationOptions ToConfiguration(ProtooRedisOptions options)
    {
        var configuration = options.Configuration.Clone();
        configuration.AbortOnConnectFail = false;
        configuration.ChannelPrefix = RedisChannel.Literal(ChannelPrefix(options));

        // The default waits longer each time, up to a minute.
        configuration.ReconnectRetryPolicy = new LinearRetry((int)s_retry.TotalMilliseconds);

        // The default keeps commands, and sends them when Redis is back: by then, the instance has long given up on them, and the peer that a
        // late join would put into its room may be gone.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        return configuration;
    }
}
