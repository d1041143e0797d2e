using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Protocol;

namespace Protoo.Rooms;

/// <summary>
/// The requests to peers that wait for an answer. For SignalR, those to peers of this instance are client results. They are not kept with
/// SignalR's own, because each of ours is certain to end: at its deadline, and at once when the peer is gone.
/// </summary>
internal sealed class PeerRequestTable(string instance, ProtooMetrics metrics, TimeProvider timeProvider, JsonSerializerOptions payloadOptions) : IPendingRequests
{
    private readonly ConcurrentDictionary<string, PeerRequest> _pending = new(StringComparer.Ordinal);

    // Guarded by its own lock.
    private readonly Dictionary<Seat, HashSet<PeerRequest>> _bySeat = [];

    // Incremented for each request.
    private long _last;

    /// <summary>Creates a request, which begins with <see cref="Begin"/>.</summary>
    public PeerRequest<T> Create<T>(Seat? sender, Seat seat)
    {
        // SignalR's own ids begin with another letter, or have 22 characters.
        var id = string.Create(CultureInfo.InvariantCulture, $"p{Interlocked.Increment(ref _last)}");
        return new PeerRequest<T>(id, sender, seat, payloadOptions);
    }

    /// <summary>Begins to wait for the answer; the caller sends the request.</summary>
    public void Begin(PeerRequest request, TimeSpan timeout)
    {
        var seat = request.Seat;
        request.Sender?.BeginRequest();
        seat.BeginRequest();
        _pending[request.InvocationId] = request;
        lock (_bySeat)
        {
            if (!_bySeat.TryGetValue(seat, out var requests))
            {
                _bySeat.Add(seat, requests = []);
            }

            requests.Add(request);
        }

        request.Deadline = timeProvider.CreateTimer(
            state => Fail((PeerRequest)state!, 408, "request timeout"),
            request,
            timeout,
            Timeout.InfiniteTimeSpan);
    }

    public bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type)
    {
        type = _pending.GetValueOrDefault(invocationId)?.ReturnType;
        return type is not null;
    }

    /// <summary>Ends a request with the answer of a peer of this instance.</summary>
    /// <returns>False if there is no such request, or it is not to this connection: no client can answer for another.</returns>
    public bool TryComplete(string connectionId, CompletionMessage completion)
    {
        if (!_pending.TryGetValue(completion.InvocationId!, out var request) || request.Seat.ConnectionId != connectionId)
        {
            return false;
        }

        if (TryRemove(request))
        {
            if (request.Seat.Transport == PeerTransport.SignalR)
            {
                // A native connection counts its messages by itself.
                metrics.MessageReceived(isNative: false, ProtooMessageKind.Response);
            }

            request.Complete(completion);
        }

        return true;
    }

    public void Complete(RoomAnswer answer)
    {
        if (_pending.TryGetValue(answer.Id, out var request) && TryRemove(request))
        {
            request.Complete(answer);
        }
    }

    /// <summary>Ends a request without an answer, unless it has ended already.</summary>
    public void Fail(PeerRequest request, int code, string reason)
    {
        if (TryRemove(request))
        {
            request.Fail(code, reason);
        }
    }

    /// <summary>Ends all requests to a seat that is vacant.</summary>
    public void FailAll(Seat seat, int code, string reason)
    {
        PeerRequest[] requests;
        lock (_bySeat)
        {
            requests = _bySeat.TryGetValue(seat, out var pending) ? [.. pending] : [];
        }

        foreach (var request in requests)
        {
            Fail(request, code, reason);
        }
    }

    public void FailInstance(string instance) => FailAll(seat => seat.Instance == instance, 410, PeerRequest.PeerClosed);

    public void FailRemote() => FailAll(seat => seat.Instance != instance, 503, IRoomRelay.Unreachable);

    private void FailAll(Func<Seat, bool> predicate, int code, string reason)
    {
        foreach (var request in _pending.Values.Where(request => predicate(request.Seat)))
        {
            Fail(request, code, reason);
        }
    }

    private bool TryRemove(PeerRequest request)
    {
        if (!_pending.TryRemove(KeyValuePair.Create(request.InvocationId, request)))
        {
            return false;
        }

        request.Deadline?.Dispose();
        request.Sender?.EndRequest();
        request.Seat.EndRequest();
        lock (_bySeat)
        {
            if (_bySeat.TryGetValue(request.Seat, out var requests) && requests.Remove(request) && requests.Count == 0)
            {
                _bySeat.Remove(request.Seat);
            }
        }

        return true;
    }
}
