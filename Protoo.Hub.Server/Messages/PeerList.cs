using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>The answer to <c>getPeers</c>.</summary>
[JsonConverter(typeof(PeerListConverter))]
internal sealed record PeerList(IReadOnlyList<Peer> Peers, RoomData RoomData);
