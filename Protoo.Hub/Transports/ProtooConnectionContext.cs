using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Numerics;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>
/// The WebSocket of a native client as an ASP.NET Core connection, on which SignalR's own
/// <see cref="Microsoft.AspNetCore.SignalR.HubConnectionHandler{THub}"/> runs.
/// </summary>
/// <remarks>
/// The connection begins before <see cref="OpenAsync"/> accepts the WebSocket, which happens as soon as a peer has its seat; for a hub
/// without peers, when <c>OnConnectedAsync</c> has completed and the first message is read; at the latest, when much waits to be sent. A
/// client that is rejected before that sees an HTTP status.
/// </remarks>
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
    INativeConnection,
    IBusyConnection,
    IDuplexPipe
{
    private readonly NativeConnectionServices _services;
    private readonly bool _hasRateLimit;
    private readonly WebSocketMessageReader _reader;
    private readonly WebSocketMessageWriter _writer;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _closeRequested = new();

    // Created on first use.
    private PendingInvocations? _pendingInvocations;
    private ReceiveRate? _rate;
    private RequestDurations? _durations;
    private IDictionary<object, object?>? _items;

    // Only the first end that is set takes effect.
    private ConnectionEnd? _end;

    // Used by the reader.
    private uint _ignored;

    // Used by the writer and, at the end, by the code that runs the connection.
    private bool _isRejected;
    private OwedAnswers _answers;

    // Set when the connection is opened, and not changed after that.
    private WebSocket? _webSocket;
    private bool _isOpening;

    // If there is none, it is created from the copy on first use.
    private HttpContext? _httpContext;
    private RequestCopy? _request;

    // Created when something waits for the connection to open, which is rare.
    private TaskCompletionSource? _opened;

    /// <param name="httpContext">The request to upgrade.</param>
    /// <param name="services">What the connections of the hub share.</param>
    public ProtooConnectionContext(HttpContext httpContext, NativeConnectionServices services)
    {
        _services = services;
        RemoteAddress = httpContext.Connection.RemoteIpAddress;
        _hasRateLimit = services.Rates.AppliesTo(RemoteAddress);
        _reader = new WebSocketMessageReader(this);
        _writer = new WebSocketMessageWriter(this);

        _httpContext = httpContext;
        User = httpContext.User;
        ConnectionId = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        ConnectionClosed = _closed.Token;
        ConnectionClosedRequested = _closeRequested.Token;

        Features = new ConnectionFeatures(this);
    }

    public bool IsBusy => !_answers.IsNone;

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

    public HttpContext? HttpContext
    {
        get => Volatile.Read(ref _httpContext) ?? LazyInitializer.EnsureInitialized(ref _httpContext, _request!.CreateHttpContext);
        set => _httpContext = value;
    }

    /// <summary>Takes the connection over from HTTP once it is open; null if it stays there.</summary>
    public ConnectionTakeover? Takeover { get; init; }

    /// <summary>Closes the connection when the authentication of its client expires; null if it does not.</summary>
    public AuthenticationExpiration? Expiration { get; set; }

    /// <summary>The address of the client, by which connections are counted.</summary>
    public IPAddress? RemoteAddress { get; }

    public HttpTransportType TransportType => HttpTransportType.WebSockets;

    /// <summary>The WebSocket handles pings and timeouts: SignalR need not send its own pings, which no protoo client knows.</summary>
    public bool HasInherentKeepAlive => true;

    public PipeReader Input => _reader;

    public PipeWriter Output => _writer;

    public ProtooOptions Options => _services.Options;

    public TimeProvider TimeProvider => _services.TimeProvider;

    public Task? ReadHold => _writer.ReadHold;

    public ReceiveRate? Rate
    {
        get
        {
            if (_rate is null && _hasRateLimit)
            {
                _rate = new ReceiveRate(_services.Rates, ConnectionId, RemoteAddress);
            }

            return _rate;
        }
    }

    /// <summary>What the client was told if it was not admitted, or was rejected by the hub's <c>OnConnectedAsync</c>; otherwise null.</summary>
    public ConnectionEnd? Rejection => _isRejected && End.Refusal is not null ? End : null;

    public PendingInvocations PendingInvocations
    {
        get
        {
            if (_pendingInvocations is null)
            {
                Interlocked.CompareExchange(ref _pendingInvocations, new PendingInvocations(_services.IsPending), null);
            }

            return _pendingInvocations;
        }
    }

    /// <summary>Runs the connection to its end, and closes the WebSocket, or refuses it.</summary>
    /// <param name="hub">The handler to run.</param>
    /// <param name="refusesAfterUpgrade">Whether a client that is not admitted is told so after the upgrade.</param>
    /// <remarks>One method on purpose: each further one that awaits the end of the connection stays in memory with it.</remarks>
    public async Task RunAsync(ConnectionDelegate hub, bool refusesAfterUpgrade)
    {
        try
        {
            try
            {
                if (Takeover is not null)
                {
                    // Away from what belongs to the request: its thread, and its execution context, which the caller does not let flow.
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                }

                await hub(this).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.HubFailed(_services.Logger, ConnectionId, exception);
                SetEnd(ConnectionEnd.Failed);
            }

            await EndAsync(refusesAfterUpgrade).ConfigureAwait(false);
        }
        finally
        {
            Expiration?.Dispose();
            try
            {
                _services.OnEnded(this);
            }
            finally
            {
                Takeover?.Release();
            }
        }
    }

    /// <inheritdoc />
    /// <remarks>If the client is gone, the reader finds out.</remarks>
    public Task OpenAsync()
    {
        if (!Interlocked.Exchange(ref _isOpening, true))
        {
            return AcceptAsync();
        }

        return LazyInitializer.EnsureInitialized(ref _opened, static () => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public Task WhenAnsweredAsync() => _answers.WhenGivenAsync();

    public void SetEnd(ConnectionEnd end) => Interlocked.CompareExchange(ref _end, end, null);

    public void OnCloseMessage(bool allowReconnect, string error)
    {
        // SignalR includes an error only if OnConnectedAsync has thrown.
        _isRejected |= error.Length > 0;
        SetEnd(ConnectionEnd.FromCloseMessage(allowReconnect, error));
    }

    public Task CloseOutputAsync(WebSocket webSocket)
    {
        return webSocket.State is WebSocketState.Open or WebSocketState.CloseReceived
            ? webSocket.CloseOutputAsync((WebSocketCloseStatus)End.Code, End.Reason, CancellationToken.None)
            : Task.CompletedTask;
    }

    public void Abort(ConnectionEnd end)
    {
        SetEnd(end);
        if (end == ConnectionEnd.SlowConsumer)
        {
            Log.SlowConsumer(_services.Logger, ConnectionId, Options.MaximumOutgoingBacklog);
            _services.Metrics.SlowConsumerDropped();
        }

        if (_webSocket is { } webSocket)
        {
            webSocket.Abort();
        }
        else
        {
            HttpContext!.Abort();
        }
    }

    public override void Abort(ConnectionAbortedException abortReason) => Abort(ConnectionEnd.Failed);

    public override void Abort() => Abort(ConnectionEnd.Failed);

    // Callbacks of the token may be user code.
    public void RequestClose() => _ = _closeRequested.CancelAsync();

    public void OnMessageReceived(in ProtooEnvelope envelope, ReadOnlySpan<byte> text)
    {
        if (envelope.Kind == ProtooMessageKind.Request)
        {
            _answers.Add();
        }

        _services.Metrics.MessageReceived(isNative: true, envelope.Kind);
        if (_services.Traffic is { IsWatched: true } traffic && envelope.Kind != ProtooMessageKind.Response)
        {
            traffic.OnReceived(Features, in envelope, text);
        }
    }

    public void OnMessageSent(ProtooMessageKind kind)
    {
        if (kind == ProtooMessageKind.Response)
        {
            _answers.Remove();
        }

        _services.Metrics.MessageSent(isNative: true, kind);
    }

    public void OnRequest(string id, string? method)
    {
        if (_services.Metrics.MeasuresRequests || _services.Traffic is { IsWatched: true })
        {
            _durations ??= new RequestDurations(TimeProvider);
            _durations.Begin(id, method);
        }
    }

    public void OnAnswer(string id, int? code, object? result)
    {
        if (_durations?.End(id) is not var (method, duration))
        {
            return;
        }

        _services.Metrics.RequestAnswered(duration, isNative: true, method, code);
        if (_services.Traffic is { IsWatched: true } traffic)
        {
            traffic.OnAnswered(Features, method, duration, code, result);
        }
    }

    public void OnMessageIgnored(ProtooMessageFault fault)
    {
        // A client that sends nothing else must not fill the log, nor make others wait for it: the 1st, 2nd, 4th, 8th ... is logged.
        if (BitOperations.IsPow2(++_ignored))
        {
            Log.MessageIgnored(_services.Logger, ConnectionId, fault, _ignored);
        }

        _services.Metrics.MessageIgnored(fault);
    }

    public void OnSendFailed(Exception exception)
    {
        Log.SendFailed(_services.Logger, ConnectionId, exception);
        if (exception is WebSocketException { WebSocketErrorCode: WebSocketError.InvalidState } && _reader.IsReceiving)
        {
            // Receiving has failed, and says how the connection ends. The close frame may be on its way: an abort would overtake it.
            return;
        }

        Abort(ConnectionEnd.ByClient);
    }

    public void OnReceiveFailed(Exception exception, bool isExpected)
    {
        if (isExpected)
        {
            Log.ReceiveFailed(_services.Logger, ConnectionId, exception);
            SetEnd(exception is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely }
                ? ConnectionEnd.ProtocolError
                : ConnectionEnd.ByClient);
        }
        else
        {
            Log.ReadFailed(_services.Logger, ConnectionId, exception);
            SetEnd(ConnectionEnd.Failed);
        }
    }

    private static IPEndPoint? ToEndPoint(IPAddress? address, int? port) => address is null ? null : new IPEndPoint(address, port ?? 0);

    private ConnectionEnd End => _end ?? ConnectionEnd.Failed;

    private async Task AcceptAsync()
    {
        try
        {
            var webSocket = await HttpContext!.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                SubProtocol = ProtooHubProtocol.ProtocolName,
                KeepAliveInterval = Takeover is null ? Options.KeepAliveInterval : Timeout.InfiniteTimeSpan,
                KeepAliveTimeout = Takeover is null ? Options.KeepAliveTimeout : Timeout.InfiniteTimeSpan,
                DangerousEnableCompression = Options.EnableCompression,
            }).ConfigureAwait(false);
            var stream = HttpContext.Features.Get<NativeUpgrade>()?.Stream;
            if (Takeover is not null)
            {
                (webSocket, stream) = await TakeOverAsync(Takeover).ConfigureAwait(false);
            }

            Log.Connected(_services.Logger, ConnectionId);
            _services.Metrics.ConnectionOpened();
            Volatile.Write(ref _webSocket, webSocket);
            _reader.Open(webSocket, stream);
            _writer.Open(webSocket, stream);
        }
        catch (Exception exception)
        {
            OnReceiveFailed(exception, isExpected: exception is IOException or OperationCanceledException or ConnectionAbortedException || HttpContext!.RequestAborted.IsCancellationRequested);
        }

        Interlocked.Exchange(ref _opened, CompletedSource.Instance)?.TrySetResult();
    }

    // The WebSocket that was accepted is left alone: it holds the request.
    private async Task<(WebSocket WebSocket, UpgradedStream Stream)> TakeOverAsync(ConnectionTakeover takeover)
    {
        _request = new RequestCopy(_httpContext!, takeover);
        Volatile.Write(ref _httpContext, null);
        Features.Get<ConnectionRequest>()?.ReadFrom(this);
        return await takeover.TakeAsync(Options).ConfigureAwait(false);
    }

    private async Task EndAsync(bool refusesAfterUpgrade)
    {
        if (_webSocket is null)
        {
            // The waiting messages go nowhere, but one of them says how the connection ends.
            _writer.Open(null, null);
            if (HttpContext!.RequestAborted.IsCancellationRequested)
            {
                _isRejected = false;
                return;
            }

            _isRejected = true;
            if (!refusesAfterUpgrade && End.Refusal is { } refusal)
            {
                refusal.Send(HttpContext);
                return;
            }

            await OpenAsync().ConfigureAwait(false);
        }

        if (_webSocket is not null)
        {
            await CloseAsync(_webSocket).ConfigureAwait(false);
            _webSocket.Dispose();
            _services.Metrics.ConnectionClosed();
            Log.Disconnected(_services.Logger, ConnectionId, End.Code, End.Reason);
        }

        _ = _closed.CancelAsync();
        if (_request is not null && Volatile.Read(ref _httpContext)?.Features.Get<IServiceProvidersFeature>() is IAsyncDisposable services)
        {
            await services.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(WebSocket webSocket)
    {
        _writer.Complete();
        using var timeout = new CancellationTokenSource(Options.CloseTimeout, TimeProvider);
        using var abort = timeout.Token.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), webSocket);
        try
        {
            await _writer.DrainAsync().ConfigureAwait(false);
            await CloseOutputAsync(webSocket).ConfigureAwait(false);

            // A close frame arrives only if what the client has sent meanwhile is read; otherwise, the kernel resets the connection.
            if (!await _reader.DiscardAsync(timeout.Token).ConfigureAwait(false))
            {
                // Disposing of the WebSocket resets the connection: wait for the client to leave.
                await Task.Delay(Options.CloseTimeout, TimeProvider, HttpContext!.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (MessageReceiver.IsBroken(exception))
        {
            Log.SendFailed(_services.Logger, ConnectionId, exception);
        }
    }
}
