namespace Protoo.Server.Admin;

/// <summary>A room, and who is in it.</summary>
internal sealed record RoomContent(string RoomId, IEnumerable<RoomContent.MemberEntry> Peers)
{
    /// <summary>A peer, and how it is connected.</summary>
    internal sealed record MemberEntry(string PeerId, RawJson Data, string Transport, string Instance);
}
