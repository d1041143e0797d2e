using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Protocol;

namespace Protoo.Rooms;

/// <summary>A request to a peer of this instance, until it is answered, or cannot be any more.</summary>
internal abstract class PeerRequest(string invocationId, LocalPeer peer)
{
    /// <summary>SignalR's id of the invocation.</summary>
    public string InvocationId { get; } = invocationId;

    /// <summary>Who is asked.</summary>
    public LocalPeer Peer { get; } = peer;

    /// <summary>Ends the request when its time is over.</summary>
    public ITimer? Deadline { get; set; }

    /// <summary>The type as which SignalR reads the answer.</summary>
    public abstract Type ReturnType { get; }

    public abstract void Complete(CompletionMessage completion);

    public abstract void Fail(int code, string reason);
}

/// <summary>A request whose answer is read as a <typeparamref name="T"/>.</summary>
internal sealed class PeerRequest<T>(string invocationId, LocalPeer peer) : PeerRequest(invocationId, peer)
{
    // Whoever completes it may hold the gate of the room.
    private readonly TaskCompletionSource<PeerResponse<T>> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Type ReturnType => typeof(T);

    /// <summary>Completes with the answer or the error; it does not fail.</summary>
    public Task<PeerResponse<T>> Response => _response.Task;

    public override void Complete(CompletionMessage completion)
    {
        switch (completion)
        {
            case ProtooErrorCompletion error:
                Fail(error.Code, error.Reason);
                break;
            case { Error: { } error }:
                var (code, reason) = ProtooErrorText.FromClient(error);
                Fail(code, reason);
                break;
            case { Result: RawJson { ValueKind: System.Text.Json.JsonValueKind.Null } }:
                _ = _response.TrySetResult(new PeerResponse<T>(Peer.Seat.PeerId, default));
                break;
            case { Result: null or T }:
                _ = _response.TrySetResult(new PeerResponse<T>(Peer.Seat.PeerId, (T?)completion.Result));
                break;
            default:
                Fail(500, "The answer does not fit what was asked for.");
                break;
        }
    }

    public override void Fail(int code, string reason) => _response.TrySetResult(new PeerResponse<T>(Peer.Seat.PeerId, code, reason));
}
