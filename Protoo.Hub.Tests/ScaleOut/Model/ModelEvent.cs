using System.Text.Json;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A notification that a client received.</summary>
/// <param name="Method">The method.</param>
/// <param name="PeerId">The peer that it is about, or its sender; null if there is none.</param>
/// <param name="Data">The data of the peer, of its notification, or of <c>roomData</c>, as JSON.</param>
internal sealed record ModelEvent(string Method, string? PeerId, string Data)
{
    public const string NewPeer = "newPeer";
    public const string PeerClosed = "peerClosed";
    public const string PeerData = "peerData";
    public const string RoomData = "roomData";

    /// <summary>What a peer sends to others.</summary>
    public const string Note = "note";

    /// <summary>What the operator sends.</summary>
    public const string Call = "call";

    public static IReadOnlyList<string> Methods { get; } = [NewPeer, PeerClosed, PeerData, RoomData, Note, Call];

    public static ModelEvent Read(string method, JsonElement data)
    {
        return method is Call or RoomData
            ? new ModelEvent(method, null, data.GetRawText())
            : new ModelEvent(
                method,
                data.GetProperty("peerId").GetString(),
                data.TryGetProperty("data", out var inner) ? inner.GetRawText() : string.Empty);
    }

    public override string ToString() => $"{Method} {PeerId} {Data}";
}
