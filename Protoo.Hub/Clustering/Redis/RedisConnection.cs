using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// The one connection of this process to Redis, for rooms and for SignalR's backplane. It is opened without Redis, too, and comes
/// back by itself.
/// </summary>
internal sealed class RedisConnection(IOptions<ProtooRedisOptions> options, RedisFaults faults, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>How long Redis may take to answer: those who wait are promised an answer within two seconds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.4);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private Task<ConnectionMultiplexer>? _opened;

    public bool IsConnected => _opened is { IsCompletedSuccessfully: true, Result.IsConnected: true };

    public RedisKeys Keys { get; } = new(options.Value.KeyPrefix, ChannelPrefix(options.Value));

    /// <summary>The arguments of AUTH; null if no password is set.</summary>
    public object[]? Login => options.Value.Configuration switch
    {
        { Password: null or "" } or { Proxy: not Proxy.None } => null,
        { User: null or "", Password: var password } => [password],
        { User: var user, Password: var password } => [user, password],
    };

    /// <exception cref="ProtooException">503: Redis has not been reached yet.</exception>
    public IDatabase Database => Multiplexer.GetDatabase();

    /// <exception cref="ProtooException">503: Redis has not been reached yet.</exception>
    public ISubscriber Subscriber => Multiplexer.GetSubscriber();

    private ConnectionMultiplexer Multiplexer => _opened is { IsCompletedSuccessfully: true, Result: var multiplexer } ? multiplexer : throw Unreachable();

    public static bool IsOutage(Exception exception)
    {
        return exception is RedisException or TimeoutException or ObjectDisposedException or ProtooException { Code: 503 };
    }

    /// <summary>Error 503, for what is known already.</summary>
    public ProtooException Unreachable() => new(503, IRoomRelay.Unreachable, faults.Latest?.Exception);

    /// <summary>Says why Redis cannot be used.</summary>
    /// <param name="exception">An outage.</param>
    /// <returns>Error 503.</returns>
    public ProtooException Fail(Exception exception)
    {
        // Without a connection every wait ends in time, and the cause is told where the connection fails.
        if (exception is not TimeoutException || IsConnected)
        {
            faults.Report(exception);
        }

        return exception as ProtooException ?? new ProtooException(503, IRoomRelay.Unreachable, exception);
    }

    /// <summary>Completes when Redis is there.</summary>
    /// <exception cref="OperationCanceledException">The connection is disposed of.</exception>
    public async Task<IConnectionMultiplexer> WaitForConnectionAsync()
    {
        var multiplexer = await OpenAsync();
        while (!multiplexer.IsConnected)
        {
            await Task.Delay(s_pause, timeProvider, _disposed.Token);
        }

        return multiplexer;
    }

    /// <summary>Runs a script.</summary>
    /// <exception cref="ProtooException">503: Redis cannot be used. Whether the script was run is not known.</exception>
    public Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, params RedisValue[] arguments)
    {
        return AskAsync(database => database.ScriptEvaluateAsync(script, keys, arguments));
    }

    /// <summary>Runs a script on a room. Its first argument is the room's channel.</summary>
    /// <exception cref="ProtooException">503: Redis cannot be used. Whether the script was run is not known.</exception>
    public Task<RedisResult> EvaluateAsync(string script, RoomName room, params RedisValue[] arguments)
    {
        return EvaluateAsync(script, [Keys.Room(room)], [Keys.ForScript(Keys.RoomChannel(room)), .. arguments]);
    }

    /// <summary>Asks Redis, but not for longer than <see cref="Timeout"/>.</summary>
    /// <exception cref="ProtooException">503: Redis cannot be used. Whether it did what it was asked is not known.</exception>
    public async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            return await ask(Database).WaitAsync(Timeout, timeProvider);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            throw Fail(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        if (_opened is not null)
        {
            await (await _opened).DisposeAsync();
        }

        _disposed.Dispose();
    }

    // Completes when Redis has been found, or looked for in vain for the first time.
    private Task<ConnectionMultiplexer> OpenAsync()
    {
        lock (_gate)
        {
            return _opened ??= ConnectAsync();
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var configuration = ToConfiguration(options.Value);
        configuration.ConnectionAttemptCompleted += OnAttempt;
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration);
        multiplexer.ConnectionFailed += OnFailed;
        return multiplexer;
    }

    private void OnAttempt(object? sender, ConnectionAttemptCompletedEventArgs attempt)
    {
        // One that was given up for the next has no cause of its own.
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

    private void Report(Exception exception, System.Net.EndPoint? endPoint)
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

        // The default waits ever longer, up to a minute.
        configuration.ReconnectRetryPolicy = new LinearRetry((int)TimeSpan.FromSeconds(1).TotalMilliseconds);
        return configuration;
    }
}
