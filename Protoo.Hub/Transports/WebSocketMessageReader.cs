using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>
/// The reading end of a native connection: each read gives SignalR one protoo message, directly from the WebSocket, without a pump between
/// them.
/// </summary>
/// <remarks>
/// A canceled read returns at once, while receiving goes on: canceling that would abort the socket before a close frame is sent. So a
/// message may be on its way, as <see cref="State"/> shows, without a read that waits for it; the next read takes it.
/// </remarks>
internal sealed class WebSocketMessageReader : PipeReader, IValueTaskSource<ReadResult>
{
    // SignalR expects its handshake first, which a protoo client does not send.
    private static readonly ReadOnlySequence<byte> s_handshake = new(System.Text.Encoding.UTF8.GetBytes(
        $"{{\"protocol\":\"{ProtooHubProtocol.ProtocolName}\",\"version\":{ProtooHubProtocol.ProtocolVersion}}}\u001e"));

    private readonly MessageReceiver _receiver;
    private readonly Action _onReceived;
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private State _state;
    private bool _isReading;
    private bool _isCanceled;
    private ManualResetValueTaskSourceCore<ReadResult> _read;

    // Set by the read that begins to receive, and used when receiving completes.
    private ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter _receive;

    // Used only by the caller that reads.
    private bool _isHandedOut;

    private enum State
    {
        /// <summary>SignalR has not read its handshake yet.</summary>
        New,

        /// <summary>Nothing is being received; the next read begins to receive.</summary>
        Idle,

        /// <summary>A message is being received.</summary>
        Receiving,

        /// <summary>A message was received, but no read has taken it yet.</summary>
        Received,

        /// <summary>The connection has ended, but no read has reported that yet.</summary>
        Ended,
    }

    public WebSocketMessageReader(INativeConnection connection)
    {
        _receiver = new MessageReceiver(connection);
        _onReceived = OnReceived;
    }

    /// <inheritdoc cref="MessageReceiver.IsReceiving" />
    public bool IsReceiving => _receiver.IsReceiving;

    /// <inheritdoc cref="MessageReceiver.Open" />
    public void Open(WebSocket webSocket, UpgradedStream? stream) => _receiver.Open(webSocket, stream);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_isCanceled)
            {
                _isCanceled = false;
                return new(new ReadResult(default, isCanceled: true, isCompleted: false));
            }

            switch (_state)
            {
                case State.New:
                    _state = State.Idle;
                    return new(new ReadResult(s_handshake, isCanceled: false, isCompleted: false));
                case State.Receiving:
                    return BeginReadUnsynchronized();
                case State.Received or State.Ended:
                    var isMessage = _state == State.Received;
                    _state = State.Idle;
                    return new(ToResult(isMessage));
            }
        }

        var receive = _receiver.ReceiveAsync();
        if (receive.IsCompletedSuccessfully)
        {
            return new(ToResult(receive.Result));
        }

        ValueTask<ReadResult> read;
        lock (_gate)
        {
            _receive = receive.ConfigureAwait(false).GetAwaiter();
            _state = State.Receiving;
            if (_isCanceled)
            {
                _isCanceled = false;
                read = new(new ReadResult(default, isCanceled: true, isCompleted: false));
            }
            else
            {
                read = BeginReadUnsynchronized();
            }
        }

        _receive.UnsafeOnCompleted(_onReceived);
        return read;
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        return false;
    }

    // ProtooHubProtocol consumes each message as a whole.
    public override void AdvanceTo(SequencePosition consumed)
    {
        // After a canceled read, there is nothing to release, and the buffer may be in use for receiving.
        if (_isHandedOut)
        {
            _isHandedOut = false;
            _receiver.Release();
        }
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            if (!_isReading)
            {
                _isCanceled = true;
                return;
            }

            _isReading = false;
            _read.RunContinuationsAsynchronously = true;
        }

        _read.SetResult(new ReadResult(default, isCanceled: true, isCompleted: false));
    }

    public override void Complete(Exception? exception = null)
    {
        // The connection closes the WebSocket.
    }

    /// <inheritdoc cref="MessageReceiver.DiscardAsync" />
    public async Task<bool> DiscardAsync(CancellationToken cancellationToken)
    {
        while (HasReceived())
        {
            var result = await ReadAsync(CancellationToken.None).ConfigureAwait(false);
            AdvanceTo(result.Buffer.End);
        }

        return await _receiver.DiscardAsync(cancellationToken).ConfigureAwait(false);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _read.OnCompleted(continuation, state, token, flags);

    // Whether something was received or is being received.
    private bool HasReceived()
    {
        lock (_gate)
        {
            return _state is State.Receiving or State.Received or State.Ended;
        }
    }

    private ValueTask<ReadResult> BeginReadUnsynchronized()
    {
        _isReading = true;
        _read.Reset();
        return new ValueTask<ReadResult>(this, _read.Version);
    }

    private void OnReceived()
    {
        var isMessage = _receive.GetResult();
        lock (_gate)
        {
            if (!_isReading)
            {
                _state = isMessage ? State.Received : State.Ended;
                return;
            }

            _state = State.Idle;
            _isReading = false;
            _read.RunContinuationsAsynchronously = false;
        }

        // SignalR handles this message, and those that came with it, before this returns, or until their handlers yield.
        using (SendBatch.Open(isForAnswers: true))
        {
            _read.SetResult(ToResult(isMessage));
        }
    }

    private ReadResult ToResult(bool isMessage)
    {
        _isHandedOut = isMessage;
        return new ReadResult(isMessage ? _receiver.Message : default, isCanceled: false, isCompleted: !isMessage);
    }
}
