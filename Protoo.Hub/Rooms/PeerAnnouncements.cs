using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>
/// Tells the peers of a room on this instance which peers join, change their data or leave, and when the data of the room changes:
/// <c>newPeer</c>, <c>peerData</c>, <c>peerClosed</c>, <c>roomData</c>. Guarded by the gate of the room.
/// </summary>
internal sealed class PeerAnnouncements(Audience audience, bool isOn)
{
    /// <summary>Announces one step.</summary>
    public void Announce(RosterStep step)
    {
        switch (step)
        {
            case RosterStep.Joined { Seat: var seat }:
                Announce("newPeer", seat.PeerId, seat.Data, audience.SelectOthers(seat.PeerId));
                break;
            case RosterStep.Left { PeerId: var peerId }:
                Announce("peerClosed", peerId, data: null, audience.SelectOthers(peerId));
                break;
            case RosterStep.DataSet { PeerId: var peerId, Data: var data }:
                Announce("peerData", peerId, data, audience.SelectOthers(peerId));
                break;
            case RosterStep.RoomDataSet { Data: var data, PeerId: var peerId }:
                Announce(data, peerId is null ? audience.Select(to: null, except: null) : audience.SelectOthers(peerId));
                break;
        }
    }

    /// <summary>Announces the difference that many steps made.</summary>
    public void Announce(RosterDifference difference)
    {
        // Peers that joined in these steps find the others there, and are not told about them.
        string[] newPeers = [.. difference.Joined.Select(static seat => seat.PeerId)];
        foreach (var peerId in difference.Left)
        {
            Announce("peerClosed", peerId, data: null, audience.Select(to: null, newPeers));
        }

        foreach (var seat in difference.Joined)
        {
            Announce("newPeer", seat.PeerId, seat.Data, audience.Select(to: null, newPeers));
        }

        foreach (var seat in difference.DataSet)
        {
            Announce("peerData", seat.PeerId, seat.Data, audience.Select(to: null, [.. newPeers, seat.PeerId]));
        }

        if (difference.RoomData is { } roomData)
        {
            Announce(roomData, audience.Select(to: null, newPeers));
        }
    }

    private void Announce(string method, string peerId, RawJson? data, List<PeerConnection> receivers)
    {
        if (isOn && receivers.Count > 0)
        {
            Send(method, new PeerAnnouncement(peerId, data).ToJson(), receivers);
        }
    }

    private void Announce(RoomData data, List<PeerConnection> receivers)
    {
        if (isOn && receivers.Count > 0)
        {
            Send("roomData", PeerAnnouncement.ToJson(data), receivers);
        }
    }

    private static void Send(string method, RawJson data, List<PeerConnection> receivers)
    {
        _ = Audience.Send(new SerializedHubMessage(new InvocationMessage(method, [data])), receivers);
    }
}
