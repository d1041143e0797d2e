using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>
/// Tells the peers of a room on this instance who comes, changes its data and goes: <c>newPeer</c>, <c>peerData</c>, <c>peerClosed</c>. The gate of
/// the room guards it.
/// </summary>
internal sealed class PeerAnnouncements(Audience audience, bool isOn)
{
    /// <summary>Tells of one step.</summary>
    public void Announce(RosterStep step)
    {
        switch (step)
        {
            case RosterStep.Joined { Seat: var seat }:
                Announce("newPeer", new PeerAnnouncement(seat.PeerId, seat.Data), [seat.PeerId]);
                break;
            case RosterStep.Left { PeerId: var peerId }:
                Announce("peerClosed", new PeerAnnouncement(peerId, null), [peerId]);
                break;
            case RosterStep.DataSet { PeerId: var peerId, Data: var data }:
                Announce("peerData", new PeerAnnouncement(peerId, data), [peerId]);
                break;
        }
    }

    /// <summary>Tells what many steps did.</summary>
    public void Announce(RosterDifference difference)
    {
        // Whoever joined with them finds the others there, and is not told of them.
        string[] newPeers = [.. difference.Joined.Select(static seat => seat.PeerId)];
        foreach (var peerId in difference.Left)
        {
            Announce("peerClosed", new PeerAnnouncement(peerId, null), newPeers);
        }

        foreach (var seat in difference.Joined)
        {
            Announce("newPeer", new PeerAnnouncement(seat.PeerId, seat.Data), newPeers);
        }

        foreach (var seat in difference.DataSet)
        {
            Announce("peerData", new PeerAnnouncement(seat.PeerId, seat.Data), [.. newPeers, seat.PeerId]);
        }
    }

    private void Announce(string method, PeerAnnouncement announcement, IReadOnlyCollection<string> except)
    {
        if (isOn)
        {
            _ = Audience.Send(new SerializedHubMessage(new InvocationMessage(method, [announcement.ToJson()])), audience.Select(null, except));
        }
    }
}
