using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Rooms;

/// <summary>The connection of a peer on this instance, with the seat that it takes once it is accepted: what its room does with it.</summary>
internal class PeerConnection(HubConnectionContext connection, RoomServices services) : IBusyConnection
{
    private readonly OutgoingMessageWriter? _output = connection.Features.Get<IConnectionTransportFeature>()?.Transport.Output as OutgoingMessageWriter;

    // Set before it can be found by others.
    private Seat? _seat;

    // Of a SignalR client; a native connection counts its own.
    private OwedAnswers _answers;

    // Null until somebody asks for it, which few do.
    private TaskCompletionSource? _left;

    public HubConnectionContext Connection { get; } = connection;

    public IHubProtocol Protocol { get; } = connection.Protocol;

    public bool IsNative => Native is not null;

    /// <summary>The connection of a native client; null if it is a SignalR client's.</summary>
    protected ProtooConnectionContext? Native { get; } = connection.Features.Get<IConnectionTransportFeature>() as ProtooConnectionContext;

    public Seat Seat => _seat ?? throw NotJoined();

    public bool IsBusy => _seat is { HasPendingRequests: true } || !(Native is null ? _answers.IsNone : !Native.IsBusy);

    public bool HasSeat => _seat is not null;

    /// <summary>Whether the hub's callbacks for the connection are over.</summary>
    public bool HasLeft => Volatile.Read(ref _left) == CompletedSource.Instance;

    /// <summary>Completes when the hub's callbacks for the connection are over.</summary>
    public Task Left => LazyInitializer.EnsureInitialized(ref _left, static () => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>
    /// Completes when the callbacks for the connection that this peer had before on this instance are over; null if there was none. Set
    /// with the seat.
    /// </summary>
    public Task? PredecessorLeft { get; set; }

    public void TakeSeat(Seat seat) => _seat = seat;

    /// <summary>The hub's callbacks for the connection are over.</summary>
    protected void EndCallbacks() => Interlocked.Exchange(ref _left, CompletedSource.Instance)?.TrySetResult();

    /// <summary>An invocation of a SignalR client begins.</summary>
    public void OnInvocation() => _answers.Add();

    /// <summary>An invocation of a SignalR client is over, and its answer on its way.</summary>
    public void OnInvocationAnswered() => _answers.Remove();

    public Task WhenAnsweredAsync() => Native is null ? _answers.WhenGivenAsync() : Native.WhenAnsweredAsync();

    /// <summary>Ends the connection, whose client is not to come back. If it has ended already, this does nothing.</summary>
    /// <param name="answersFirst">Whether the client gets the answers first that it is owed, if that does not take too long.</param>
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

    /// <summary>Serializes a message as it is for this client, and for all others of its protocol.</summary>
    /// <exception cref="Exception">It cannot be serialized.</exception>
    public void Serialize(SerializedHubMessage message) => _ = message.GetSerializedMessage(Protocol);

    /// <summary>A message as it is for this client, and for all others of its protocol; null if it cannot be serialized.</summary>
    public ReadOnlyMemory<byte>? TrySerialize(SerializedHubMessage message)
    {
        try
        {
            return message.GetSerializedMessage(Protocol);
        }
        catch (Exception)
        {
            // SignalR will find that out, too.
            return null;
        }
    }

    /// <summary>Sends a message to the client. It does not wait: what cannot be sent at once is queued.</summary>
    public void Send(SerializedHubMessage message) => Send(message, TrySerialize(message));

    /// <param name="message">The message.</param>
    /// <param name="text">What <see cref="TrySerialize"/> gives for a client of the same protocol.</param>
    /// <inheritdoc cref="Send(SerializedHubMessage)" />
    public void Send(SerializedHubMessage message, ReadOnlyMemory<byte>? text)
    {
        if (_output is not null && text is not null)
        {
            // Straight to where SignalR would write it, for a writer that queues needs no turns.
            _output.Send(text.GetValueOrDefault());
        }
        else
        {
            Forget(Connection.WriteAsync(message));
        }
    }

    /// <summary>Whether more waits for the client than it takes, and senders may have to wait.</summary>
    public bool IsCongested => _output is { IsCongested: true };

    /// <inheritdoc cref="OutgoingMessageWriter.ReadHold" />
    public Task? ReadHold => _output?.ReadHold;

    /// <summary>Holds back a sender whose message was just sent.</summary>
    /// <param name="sender">Who is held only once much of its own waits; null to be held in any case.</param>
    /// <param name="message">The message.</param>
    /// <returns>What the sender waits for; null if it may go on.</returns>
    public Task? Hold(Seat? sender, SerializedHubMessage message) => _output?.Hold(sender, TrySerialize(message)?.Length ?? 0);

    /// <summary>Waits for receivers of what this peer has sent. No more is read from its client meanwhile.</summary>
    public Task WaitAsync(Task hold) => _output is null ? hold : _output.Restraint.WaitAsync(hold);

    private async Task CloseAfterAsync(Task answered)
    {
        // A client that goes meanwhile has had its answers, or does not want them.
        await answered
            .WaitAsync(services.Options.CloseTimeout, services.TimeProvider, Connection.ConnectionAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Connection.Abort();
    }

    // SignalR handles failures of a write itself, by ending the connection.
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

    protected static InvalidOperationException NotJoined() => new(
        "The connection has no room. It gets one in ProtooHub.OnConnectedAsync: an override must call base.OnConnectedAsync() first.");
}
