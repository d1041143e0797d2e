using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>The connections of a room on this instance. Selects which of them get a message. Guarded by the gate of the room.</summary>
internal sealed class Audience(Roster roster)
{
    // Always empty.
    private static readonly HashSet<Seat> s_nobody = [];

    // Keyed by connection, because the connection that takes a seat and the one that had it coexist for a moment.
    private readonly Dictionary<string, PeerConnection> _peers = new(StringComparer.Ordinal);
    private readonly List<PeerConnection> _receivers = [];

    public bool IsEmpty => Count == 0;

    public int Count => _peers.Count;

    public void Add(PeerConnection peer) => _peers.Add(peer.Connection.ConnectionId, peer);

    public PeerConnection? Find(Seat seat) => _peers.GetValueOrDefault(seat.ConnectionId);

    public PeerConnection? Remove(Seat seat)
    {
        _ = _peers.Remove(seat.ConnectionId, out var peer);
        return peer;
    }

    /// <summary>Selects the peers that get a message. The list is reused for the next message.</summary>
    /// <param name="to">The ids of the only receivers; null for all peers.</param>
    /// <param name="except">The ids of peers that do not get it; null for none.</param>
    public List<PeerConnection> Select(IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except)
    {
        if (to is null && except is { Count: 1 })
        {
            return SelectOthers(except.First());
        }

        _receivers.Clear();
        var excluded = FindSeats(except);
        if (to is null)
        {
            foreach (var peer in _peers.Values)
            {
                // A connection that waits for its seat is not a peer yet.
                if (peer.Seat.IsTaken && !excluded.Contains(peer.Seat))
                {
                    _receivers.Add(peer);
                }
            }

            return _receivers;
        }

        foreach (var seat in FindSeats(to).Except(excluded))
        {
            if (Find(seat) is { } peer)
            {
                _receivers.Add(peer);
            }
        }

        return _receivers;
    }

    /// <summary>Selects all peers but one, which is the most frequent choice.</summary>
    /// <inheritdoc cref="Select(IReadOnlyCollection{string}?, IReadOnlyCollection{string}?)" />
    public List<PeerConnection> SelectOthers(string peerId)
    {
        _receivers.Clear();
        var excluded = roster.Find(peerId);
        foreach (var peer in _peers.Values)
        {
            if (peer.Seat.IsTaken && peer.Seat != excluded)
            {
                _receivers.Add(peer);
            }
        }

        return _receivers;
    }

    /// <summary>Selects the one peer that gets a message, if it is on this instance.</summary>
    /// <inheritdoc cref="Select(IReadOnlyCollection{string}?, IReadOnlyCollection{string}?)" />
    public List<PeerConnection> Select(Seat seat)
    {
        _receivers.Clear();
        if (Find(seat) is { } peer)
        {
            _receivers.Add(peer);
        }

        return _receivers;
    }

    /// <summary>Finds the seats of those peers that are in the room.</summary>
    public HashSet<Seat> FindSeats(IReadOnlyCollection<string>? peerIds)
    {
        if (peerIds is null)
        {
            return s_nobody;
        }

        var seats = new HashSet<Seat>();
        foreach (var peerId in peerIds)
        {
            if (roster.Find(peerId) is { } seat)
            {
                _ = seats.Add(seat);
            }
        }

        return seats;
    }

    /// <summary>Serializes a message for each kind of receiver before the first of them gets it.</summary>
    /// <exception cref="Exception">The message cannot be serialized for one of them.</exception>
    public void Serialize(SerializedHubMessage message, List<PeerConnection> receivers)
    {
        IHubProtocol? written = null;
        foreach (var peer in receivers)
        {
            // The result is cached, and most of the others use the same protocol.
            if (peer.Protocol != written)
            {
                peer.Serialize(message);
                written = peer.Protocol;
            }
        }

        if (written is null)
        {
            // A message that cannot be serialized is an error, even if nobody is there to get it.
            _peers.Values.FirstOrDefault()?.Serialize(message);
        }
    }

    /// <returns>The receivers that are congested; null, the usual case, if none is.</returns>
    public static List<PeerConnection>? Send(SerializedHubMessage message, List<PeerConnection> receivers)
    {
        List<PeerConnection>? congested = null;
        IHubProtocol? protocol = null;
        ReadOnlyMemory<byte>? text = null;
        foreach (var peer in receivers)
        {
            if (peer.Protocol != protocol)
            {
                protocol = peer.Protocol;
                text = peer.TrySerialize(message);
            }

            peer.Send(message, text);
            if (peer.IsCongested)
            {
                (congested ??= []).Add(peer);
            }
        }

        return congested;
    }
}
