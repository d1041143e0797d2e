using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Protoo.Diagnostics;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>
/// The WebSocket of a native client as a connection of ASP.NET Core, on which SignalR's own
/// <see cref="Microsoft.AspNetCore.SignalR.HubConnectionHandler{THub}"/> runs.
/// </summary>
internal sealed partial class ProtooConnectionContext : ConnectionContext,
    IConnectionIdFeature,
    IConnectionItemsFeature,
    IConnectionTransportFeature,
    IConnectionUserFeature,
    IConnectionEndPointFeature,
    IConnectionInherentKeepAliveFeature,
    IConnectionLifetimeFeature,
    IConnectionLifetimeNotificationFeature,
    IHttpContextFeature,
    IHttpTransportFeature,
    IBusyConnection,
    IDuplexPipe
{
    private readonly WebSocket _webSocket;
    private readonly ProtooOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ProtooMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Func<string, bool> _isPending;
    private readonly WebSocketMessageReader _reader;
    private readonly WebSocketMessageWriter _writer;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _closeRequested = new();

    private PendingInvocations? _pendingInvocations;
    private IDictionary<object, object?>? _items;
    private ConnectionEnd? _end;
    private int _unansweredRequests;

    /// <param name="httpContext">The request that was upgraded.</param>
    /// <param name="webSocket">The open WebSocket.</param>
    /// <param name="stream">The stream under it; null if the web server has WebSockets of its own.</param>
    /// <param name="options">The options of the hub.</param>
    /// <param name="isPending">Whether SignalR still waits for an invocation of a client.</param>
    /// <param name="metrics">Counts what happens.</param>
    /// <param name="timeProvider">The clock of the close timeout.</param>
    /// <param name="logger">Where it logs.</param>
    public ProtooConnectionContext(
        HttpContext httpContext,
        WebSocket webSocket,
        UpgradedStream? stream,
        ProtooOptions options,
        Func<string, bool> isPending,
        ProtooMetrics metrics,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _webSocket = webSocket;
        _options = options;
        _isPending = isPending;
        _metrics = metrics;
        _timeProvider = timeProvider;
        _logger = logger;
        _reader = new WebSocketMessageReader(this, webSocket, stream, options.MaximumMessageSize);
        _writer = new WebSocketMessageWriter(this, webSocket, stream, options);

        HttpContext = httpContext;
        User = httpContext.User;
        ConnectionId = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        ConnectionClosed = _closed.Token;
        ConnectionClosedRequested = _closeRequested.Token;

        Features = new ConnectionFeatures(this);
    }

    public bool IsBusy => Volatile.Read(ref _unansweredRequests) > 0;

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException("The transport of a native connection cannot be replaced.");
    }

    public override CancellationToken ConnectionClosed { get; set; }

    public CancellationToken ConnectionClosedRequested { get; set; }

    public override EndPoint? LocalEndPoint
    {
        get => ToEndPoint(HttpContext?.Connection.LocalIpAddress, HttpContext?.Connection.LocalPort);
        set => throw new NotSupportedException();
    }

    public override EndPoint? RemoteEndPoint
    {
        get => ToEndPoint(HttpContext?.Connection.RemoteIpAddress, HttpContext?.Connection.RemotePort);
        set => throw new NotSupportedException();
    }

    public ClaimsPrincipal? User { get; set; }

    public HttpContext? HttpContext { get; set; }

    public HttpTransportType TransportType => HttpTransportType.WebSockets;

    /// <summary>Pings and timeouts are the WebSocket's: SignalR need not send its own, which no protoo client knows.</summary>
    public bool HasInherentKeepAlive => true;

    public PipeReader Input => _reader;

    public PipeWriter Output => _writer;

    /// <summary>The requests that wait for an answer of the client.</summary>
    public PendingInvocations PendingInvocations
    {
        get
        {
            if (_pendingInvocations is null)
            {
                Interlocked.CompareExchange(ref _pendingInvocations, new PendingInvocations(_isPending), null);
            }

            return _pendingInvocations;
        }
    }

    /// <summary>Runs the connection to its end, and closes the WebSocket.</summary>
    public async Task RunAsync(ConnectionDelegate hub)
    {
        Log.Connected(_logger, ConnectionId);
        _metrics.ConnectionOpened();
        try
        {
            await hub(this);
        }
        catch (Exception exception)
        {
            Log.HubFailed(_logger, ConnectionId, exception);
            SetEnd(ConnectionEnd.Failed);
        }
        finally
        {
            await CloseAsync();
            _metrics.ConnectionClosed();
            Log.Disconnected(_logger, ConnectionId, End.Code, End.Reason);
        }
    }

    /// <summary>Says how the connection ends. What was said first counts.</summary>
    public void SetEnd(ConnectionEnd end) => Interlocked.CompareExchange(ref _end, end, null);

    /// <summary>Kills the WebSocket, without a close frame.</summary>
    public void Abort(ConnectionEnd end)
    {
        SetEnd(end);
        if (end == ConnectionEnd.SlowConsumer)
        {
            Log.SlowConsumer(_logger, ConnectionId, _options.MaximumOutgoingBacklog);
            _metrics.SlowConsumerDropped();
        }

        _webSocket.Abort();
    }

    public override void Abort(ConnectionAbortedException abortReason) => Abort(ConnectionEnd.Failed);

    public override void Abort() => Abort(ConnectionEnd.Failed);

    // Callbacks of the token may be user code.
    public void RequestClose() => _ = _closeRequested.CancelAsync();

    public void OnRequest() => Interlocked.Increment(ref _unansweredRequests);

    public void OnResponse() => Interlocked.Decrement(ref _unansweredRequests);

    public void OnMessageIgnored(ProtooMessageFault fault)
    {
        Log.MessageIgnored(_logger, ConnectionId, fault);
        _metrics.MessageIgnored(fault);
    }

    public void OnSendFailed(Exception exception)
    {
        Log.SendFailed(_logger, ConnectionId, exception);
        Abort(ConnectionEnd.ByClient);
    }

    /// <param name="exception">What happened.</param>
    /// <param name="isExpected">Whether it is what happens when clients go.</param>
    public void OnReceiveFailed(Exception exception, bool isExpected)
    {
        if (isExpected)
        {
            Log.ReceiveFailed(_logger, ConnectionId, exception);
            SetEnd(exception is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely }
                ? ConnectionEnd.ProtocolError
                : ConnectionEnd.ByClient);
        }
        else
        {
            Log.ReadFailed(_logger, ConnectionId, exception);
            SetEnd(ConnectionEnd.Failed);
        }
    }

    private static IPEndPoint? ToEndPoint(IPAddress? address, int? port) => address is null ? null : new IPEndPoint(address, port ?? 0);

    private ConnectionEnd End => _end ?? ConnectionEnd.Failed;

    private async Task CloseAsync()
    {
        _writer.Complete();
        using var timeout = new CancellationTokenSource(_options.CloseTimeout, _timeProvider);
        using var abort = timeout.Token.UnsafeRegister(static webSocket => ((WebSocket)webSocket!).Abort(), _webSocket);
        try
        {
            await _writer.DrainAsync();
            if (_webSocket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _webSocket.CloseOutputAsync((WebSocketCloseStatus)End.Code, End.Reason, CancellationToken.None);
            }

            // A close frame has its chance only if what the client has sent meanwhile is taken, else the kernel resets the connection.
            await _reader.DiscardAsync();
            if (End == ConnectionEnd.ProtocolError)
            {
                // The WebSocket reads no more, and when it is disposed of, the connection is reset: wait for the client to go.
                await Task.Delay(_options.CloseTimeout, _timeProvider, HttpContext!.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            Log.SendFailed(_logger, ConnectionId, exception);
        }

        _ = _closed.CancelAsync();
    }
}
