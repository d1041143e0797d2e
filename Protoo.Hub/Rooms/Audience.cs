using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>The connections of a room on this instance, and which of them get a message. The gate of the room guards it.</summary>
internal sealed class Audience(Roster roster)
{
    // It stays empty.
    private static readonly HashSet<Seat> s_nobody = [];

    // By connection, for the connection that takes a seat and the one that had it are both there for a moment.
    private readonly Dictionary<string, PeerConnection> _peers = new(StringComparer.Ordinal);
    private readonly List<PeerConnection> _receivers = [];

    public bool IsEmpty => _peers.Count == 0;

    public void Add(PeerConnection peer) => _peers.Add(peer.Connection.ConnectionId, peer);

    public PeerConnection? Find(Seat seat) => _peers.GetValueOrDefault(seat.ConnectionId);

    public PeerConnection? Remove(Seat seat)
    {
        _ = _peers.Remove(seat.ConnectionId, out var peer);
        return peer;
    }

    /// <summary>The peers that get a message. The list is used again for the next one.</summary>
    /// <param name="to">The only peers that get it; null for all.</param>
    /// <param name="except">The peers that do not get it; null for none.</param>
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
                // A connection that waits for its seat is no peer yet.
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

    /// <summary>All peers but one, which is the most frequent choice.</summary>
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

    /// <summary>The one peer that gets a message, if it is here.</summary>
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

    /// <summary>The seats of those that are in the room.</summary>
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

    /// <summary>Writes a message for each kind of receiver, before the first of them gets it.</summary>
    /// <exception cref="Exception">It cannot be written for one of them.</exception>
    public void Serialize(SerializedHubMessage message, List<PeerConnection> receivers)
    {
        IHubProtocol? written = null;
        foreach (var peer in receivers)
        {
            // It is kept, and most others are of the same protocol.
            if (peer.Protocol != written)
            {
                peer.Serialize(message);
                written = peer.Protocol;
            }
        }

        if (written is null)
        {
            // A message that cannot be written is an error, even while nobody is there to get it.
            _peers.Values.FirstOrDefault()?.Serialize(message);
        }
    }

    /// <returns>The receivers that are congested; null, most of the time, if none is.</returns>
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
