using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>Asks peers of a room, here and on other instances.</summary>
/// <param name="room">The room, whose gate guards sending.</param>
/// <param name="audience">The connections of this instance.</param>
/// <param name="remote">The peers of other instances; null if this one is alone.</param>
/// <param name="services">What the rooms of the hub share.</param>
internal sealed class RoomRequests(IRosterReplica room, Audience audience, RemotePeers? remote, RoomServices services)
{
    private readonly PeerRequestTable _pending = services.Requests;

    /// <summary>Sends a request to one peer.</summary>
    /// <exception cref="Exception">The request cannot be serialized; it is not sent.</exception>
    public Task<PeerResponse<T>> AskAsync<T>(Seat? sender, Seat target, string method, object?[] arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ThrowIfOutOfRange(timeout);
        PeerRequest<T>? request;
        lock (room.Gate)
        {
            request = BeginUnsynchronized<T>(sender, [target], method, arguments, timeout).FirstOrDefault();
        }

        if (request is null)
        {
            return Task.FromResult(new PeerResponse<T>(target.PeerId, 410, PeerRequest.PeerClosed));
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(request, cancellationToken) : request.Response;
    }

    /// <summary>Sends a request to peers of the room, and collects the answers in the order of joining.</summary>
    /// <exception cref="Exception">The request cannot be serialized; nobody is asked.</exception>
    public Task<PeerResponse<T>[]> SpreadAsync<T>(
        Seat? sender,
        string method,
        object?[] arguments,
        IReadOnlyCollection<string>? to,
        IReadOnlyCollection<string>? except,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        ThrowIfOutOfRange(timeout);
        IReadOnlyList<PeerRequest<T>> requests;
        lock (room.Gate)
        {
            var asked = to is null ? null : audience.FindSeats(to);
            var excluded = audience.FindSeats(except);
            requests = BeginUnsynchronized<T>(
                sender,
                room.Roster.Seats.Where(seat => asked?.Contains(seat) != false && !excluded.Contains(seat)),
                method,
                arguments,
                timeout);
        }

        return Task.WhenAll(requests.Select(request => WaitAsync(request, cancellationToken)));
    }

    /// <summary>Asks a peer of this instance on behalf of another instance. The caller holds the gate of the room.</summary>
    /// <returns>The answer; null if the peer is gone.</returns>
    public Task<PeerResponse<RawJson>>? AskUnsynchronized(RoomMessage.Request message, object?[] arguments)
    {
        var seat = room.Roster.Find(message.PeerId);
        return seat?.Generation == message.Generation
            ? BeginUnsynchronized<RawJson>(null, [seat], message.Method, arguments, message.Timeout, message).FirstOrDefault()?.Response
            : null;
    }

    private static void ThrowIfOutOfRange(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(1));
    }

    private async Task<PeerResponse<T>> WaitAsync<T>(PeerRequest<T> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Response.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // There is something left to end only if the caller gave up.
            _pending.Fail(request, 499, "The request was canceled.");
        }
    }

    /// <summary>
    /// Sends a request to peers, skipping those that are gone. All messages are serialized before the first is sent: one that cannot be
    /// serialized is the caller's error.
    /// </summary>
    /// <param name="sender">The peer that asks; null if none does.</param>
    /// <param name="targets">The peers that are asked.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="timeout">How long they may take.</param>
    /// <param name="onBehalf">The message of another instance that asks; null if this one does.</param>
    private List<PeerRequest<T>> BeginUnsynchronized<T>(Seat? sender, IEnumerable<Seat> targets, string method, object?[] arguments, TimeSpan timeout, RoomMessage.Request? onBehalf = null)
    {
        var requests = new List<PeerRequest<T>>();
        var messages = new List<(PeerConnection Peer, SerializedHubMessage Message)?>();
        RawJson[]? json = null;
        foreach (var target in sender is { IsVacant: true } ? [] : targets)
        {
            var peer = audience.Find(target);
            if (target.IsVacant || (peer is null && remote?.Has(target) != true))
            {
                continue;
            }

            var request = _pending.Create<T>(sender, target);
            requests.Add(request);
            if (peer is not null)
            {
                var message = new SerializedHubMessage(new InvocationMessage(request.InvocationId, method, arguments));
                peer.Serialize(message);
                messages.Add((peer, message));
            }
            else
            {
                json ??= remote!.ToJson(arguments);
                messages.Add(null);
            }
        }

        var watch = onBehalf is null ? services.Watches.Find(room.RoomId) : null;
        var watched = watch?.ToData(arguments) ?? default;
        foreach (var (request, local) in requests.Zip(messages))
        {
            request.Span = PeerRequestSpan.Begin(services, room.RoomId, request.Seat, method, watch, onBehalf);
            watch?.Sent(sender, RoomTrafficKind.Request, [request.Seat.PeerId], receivers: 1, method, watched);
            _pending.Begin(request, timeout);
            if (local is var (peer, message))
            {
                peer.Send(message);
            }
            else
            {
                remote!.Ask(request, method, json!, timeout);
            }
        }

        return requests;
    }
}
