using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Rooms;

/// <summary>
/// The requests to peers of this instance that wait for an answer. To SignalR they are client results; they are not kept with
/// its own, because every one of ours ends: with its deadline, and at once when the peer is gone.
/// </summary>
internal sealed class PeerRequestTable(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, PeerRequest> _pending = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Begins a request; the caller sends it.</summary>
    public PeerRequest<T> Add<T>(LocalPeer peer, TimeSpan timeout)
    {
        // SignalR's own ids begin with another letter, or have 22 characters.
        var id = string.Create(CultureInfo.InvariantCulture, $"p{Interlocked.Increment(ref _last)}");
        var request = new PeerRequest<T>(id, peer);
        _pending[id] = request;
        peer.AddRequest(request);
        request.Deadline = timeProvider.CreateTimer(
            state => Fail((PeerRequest)state!, 408, "request timeout"),
            request,
            timeout,
            Timeout.InfiniteTimeSpan);
        return request;
    }

    public bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type)
    {
        type = _pending.GetValueOrDefault(invocationId)?.ReturnType;
        return type is not null;
    }

    /// <summary>Ends a request with the peer's answer.</summary>
    /// <returns>False if there is no such request, or not to this connection: nobody answers for another.</returns>
    public bool TryComplete(string connectionId, CompletionMessage completion)
    {
        if (!_pending.TryGetValue(completion.InvocationId!, out var request) || request.Peer.Connection.ConnectionId != connectionId)
        {
            return false;
        }

        if (TryRemove(request))
        {
            request.Complete(completion);
        }

        return true;
    }

    /// <summary>Ends a request without an answer, if it has not ended.</summary>
    public void Fail(PeerRequest request, int code, string reason)
    {
        if (TryRemove(request))
        {
            request.Fail(code, reason);
        }
    }

    private bool TryRemove(PeerRequest request)
    {
        if (!_pending.TryRemove(KeyValuePair.Create(request.InvocationId, request)))
        {
            return false;
        }

        request.Deadline?.Dispose();
        request.Peer.RemoveRequest(request);
        return true;
    }
}
