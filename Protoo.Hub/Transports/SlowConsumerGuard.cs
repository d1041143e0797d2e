using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace Protoo.Transports;

/// <summary>
/// Applies the rule of <see cref="OutgoingMessageWriter"/> to one of SignalR's own transports, which would otherwise make the whole room
/// wait for a client that does not read.
/// </summary>
internal sealed partial class SlowConsumerGuard : OutgoingMessageWriter, IDuplexPipe
{
    // SignalR's own name of it.
    private const string JsonProtocol = "json";

    private readonly HubConnectionContext _connection;
    private readonly IDuplexPipe _transport;
    private readonly ProtooMetrics _metrics;
    private readonly ILogger _logger;

    private SlowConsumerGuard(
        HubConnectionContext connection,
        IDuplexPipe transport,
        ReceiveRate? rate,
        long maximumBacklog,
        ProtooMetrics metrics,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _connection = connection;
        _transport = transport;
        CountsMessages = connection.Protocol.Name == JsonProtocol;
        Input = rate is null ? transport.Input : new RateLimitedPipeReader(transport.Input, rate, CountsMessages, CloseForNow);
        _metrics = metrics;
        MaximumBacklog = maximumBacklog;
        TimeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Whether the reader counts messages; otherwise, the hub filter counts invocations.</summary>
    public bool CountsMessages { get; }

    public PipeReader Input { get; }

    public PipeWriter Output => this;

    protected override long MaximumBacklog { get; }

    protected override TimeProvider TimeProvider { get; }

    /// <summary>Attaches a guard to a connection.</summary>
    /// <returns>The guard; null if the connection cannot have one.</returns>
    public static SlowConsumerGuard? Attach(
        HubConnectionContext connection,
        IConnectionTransportFeature feature,
        ReceiveRate? rate,
        long maximumBacklog,
        ProtooMetrics metrics,
        TimeProvider timeProvider,
        ILogger logger)
    {
        // With stateful reconnect, SignalR changes the transport of a connection, and keeps what is not acknowledged, up to its own limit.
#pragma warning disable CA2252 // The feature is in preview; this only checks whether it is there.
        var isStateful = connection.Features.Get<IStatefulReconnectFeature>() is not null;
#pragma warning restore CA2252
        if (isStateful)
        {
            return null;
        }

        var guard = new SlowConsumerGuard(connection, feature.Transport, rate, maximumBacklog, metrics, timeProvider, logger);
        feature.Transport = guard;
        return guard;
    }

    public override void CancelPendingFlush() => _transport.Output.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        base.Complete(exception);
        _ = CompleteAfterBacklogAsync(exception);
    }

    protected override ValueTask SendAsync(ReadOnlyMemory<byte> message, bool hasMore)
    {
        if (hasMore)
        {
            _transport.Output.Write(message.Span);
            return default;
        }

        var flush = _transport.Output.WriteAsync(message);
        if (flush.IsCompletedSuccessfully)
        {
            flush.GetAwaiter().GetResult();
            return default;
        }

        return new ValueTask(flush.AsTask());
    }

    // Such a batch holds answers to native requests.
    protected override bool MayWait(ReadOnlySpan<byte> message, SendBatch batch) => !batch.IsForAnswers;

    protected override bool IsAnswer(ReadOnlySpan<byte> message) => SignalRCompletion.IsIn(message, _connection.Protocol.TransferFormat);

    protected override void OnBacklogExceeded()
    {
        Log.SlowConsumer(_logger, _connection.ConnectionId, MaximumBacklog);
        _metrics.SlowConsumerDropped();

        // Ends the hub's part at once, so that the other peers are told, and then the socket.
        _connection.Abort();
        _connection.Features.Get<IConnectionLifetimeFeature>()?.Abort();
    }

    protected override void OnSendFailed(Exception exception)
    {
        Log.SendFailed(_logger, _connection.ConnectionId, exception);
        _connection.Abort();
    }

    // Like a drain, so that the client may return.
    private void CloseForNow()
    {
        if (_connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
        {
            lifetime.RequestClose();
        }
        else
        {
            _connection.Abort();
        }
    }

    private async Task CompleteAfterBacklogAsync(Exception? exception)
    {
        await DrainAsync().ConfigureAwait(false);
        await _transport.Output.CompleteAsync(exception).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Dropped SignalR connection {ConnectionId}, which reads too slowly: more than {Bytes} bytes waited for it.", EventName = "SlowConsumer")]
        public static partial void SlowConsumer(ILogger logger, string connectionId, long bytes);

        [LoggerMessage(2, LogLevel.Debug, "Sending to SignalR connection {ConnectionId} failed.", EventName = "SendFailed")]
        public static partial void SendFailed(ILogger logger, string connectionId, Exception exception);
    }
}
