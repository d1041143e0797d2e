using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The connection of a peer on this instance, with the seat that it takes when accepted, and what its room does with it.</summary>
internal class PeerConnection(HubConnectionContext connection, RoomServices services) : IBusyConnection
{
    private readonly OutgoingMessageWriter? _output = connection.Features.Get<IConnectionTransportFeature>()?.Transport.Output as OutgoingMessageWriter;

    // Set before others can find the connection.
    private Seat? _seat;

    // For a SignalR client; a native connection counts its own answers.
    private OwedAnswers _answers;

    // Created on first use, which is rare.
    private TaskCompletionSource? _left;

    public HubConnectionContext Connection { get; } = connection;

    /// <summary>The state that the app keeps with the peer; null if there is none.</summary>
    public object? State { get; set; }

    public IHubProtocol Protocol { get; } = connection.Protocol;

    public bool IsNative => Native is not null;

    /// <summary>The connection of a native client; null for a SignalR client.</summary>
    protected ProtooConnectionContext? Native { get; } = connection.Features.Get<IConnectionTransportFeature>() as ProtooConnectionContext;

    public Seat Seat => _seat ?? throw NotJoined();

    public bool IsBusy => _seat is { HasPendingRequests: true } || !(Native is null ? _answers.IsNone : !Native.IsBusy);

    public bool HasSeat => _seat is not null;

    /// <summary>Whether the hub's callbacks for the connection have finished.</summary>
    public bool HasLeft => Volatile.Read(ref _left) == CompletedSource.Instance;

    /// <summary>Completes when the hub's callbacks for the connection have finished.</summary>
    public Task Left => LazyInitializer.EnsureInitialized(ref _left, static () => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>
    /// Completes when the callbacks for this peer's previous connection to this instance have finished; null if there was none. Set
    /// together with the seat.
    /// </summary>
    public Task? PredecessorLeft { get; set; }

    public void TakeSeat(Seat seat) => _seat = seat;

    /// <summary>Marks the hub's callbacks for the connection as finished.</summary>
    protected void EndCallbacks() => Interlocked.Exchange(ref _left, CompletedSource.Instance)?.TrySetResult();

    /// <summary>Called when an invocation of a SignalR client begins.</summary>
    public void OnInvocation() => _answers.Add();

    /// <summary>Called when an invocation of a SignalR client has finished and its answer is on its way.</summary>
    public void OnInvocationAnswered() => _answers.Remove();

    public Task WhenAnsweredAsync() => Native is null ? _answers.WhenGivenAsync() : Native.WhenAnsweredAsync();

    /// <summary>Ends the connection and tells its client not to reconnect. Does nothing if the connection has already ended.</summary>
    /// <param name="answersFirst">Whether the client first gets the answers that it is owed, unless that takes too long.</param>
    public void Close(bool answersFirst)
    {
        var answered = answersFirst ? WhenAnsweredAsync() : Task.CompletedTask;
        if (answered.IsCompleted)
        {
            Connection.Abort();
        }
        else
        {
            _ = CloseAfterAsync(answered);
        }
    }

    /// <summary>Serializes a message for this client, and for all others that use its protocol.</summary>
    /// <exception cref="Exception">The message cannot be serialized.</exception>
    public void Serialize(SerializedHubMessage message) => _ = message.GetSerializedMessage(Protocol);

    /// <summary>Serializes a message for this client, and for all others that use its protocol; null if that fails.</summary>
    public ReadOnlyMemory<byte>? TrySerialize(SerializedHubMessage message)
    {
        try
        {
            return message.GetSerializedMessage(Protocol);
        }
        catch (Exception)
        {
            // SignalR will run into the same error.
            return null;
        }
    }

    /// <summary>Sends a message to the client without waiting: what cannot be sent at once is queued.</summary>
    public void Send(SerializedHubMessage message) => Send(message, TrySerialize(message));

    /// <param name="message">The message.</param>
    /// <param name="text">The result of <see cref="TrySerialize"/> for a client that uses the same protocol.</param>
    /// <inheritdoc cref="Send(SerializedHubMessage)" />
    public void Send(SerializedHubMessage message, ReadOnlyMemory<byte>? text)
    {
        if (!IsNative && services.Metrics.CountsMessages)
        {
            // A native connection counts its messages by itself.
            services.Metrics.MessageSent(isNative: false, message.Message is InvocationMessage { InvocationId: not null } ? ProtooMessageKind.Request : ProtooMessageKind.Notification);
        }

        if (_output is not null && text is not null)
        {
            // Writes directly to SignalR's output: a writer that queues needs no write lock.
            _output.Send(text.GetValueOrDefault());
        }
        else
        {
            Forget(Connection.WriteAsync(message));
        }
    }

    /// <summary>Whether more waits for the client than it takes, so that senders may have to wait.</summary>
    public bool IsCongested => _output is { IsCongested: true };

    /// <inheritdoc cref="OutgoingMessageWriter.ReadHold" />
    public Task? ReadHold => _output?.ReadHold;

    /// <summary>Holds back a sender whose message was just sent.</summary>
    /// <param name="sender">The sender, which is held only once much of its own data waits; null to hold in any case.</param>
    /// <param name="message">The message.</param>
    /// <returns>What the sender must wait for; null if it may continue.</returns>
    public Task? Hold(Seat? sender, SerializedHubMessage message) => _output?.Hold(sender, TrySerialize(message)?.Length ?? 0);

    /// <summary>Waits for the receivers of what this peer has sent. Meanwhile, nothing more is read from its client.</summary>
    public Task WaitAsync(Task hold) => _output is null ? hold : _output.Restraint.WaitAsync(hold);

    private async Task CloseAfterAsync(Task answered)
    {
        // A client that leaves meanwhile has had its answers, or does not want them.
        await answered
            .WaitAsync(services.Options.CloseTimeout, services.TimeProvider, Connection.ConnectionAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Connection.Abort();
    }

    // SignalR handles write failures itself, by ending the connection.
    private static void Forget(ValueTask write)
    {
        if (write.IsCompletedSuccessfully)
        {
            write.GetAwaiter().GetResult();
        }
        else
        {
            _ = write.AsTask();
        }
    }

    public static InvalidOperationException NotJoined() => new(
        "The connection has no room. It gets one in ProtooHub.OnConnectedAsync: an override must call base.OnConnectedAsync() first.");
}
