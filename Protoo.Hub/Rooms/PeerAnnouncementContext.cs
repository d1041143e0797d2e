using System.Text.Json.Serialization;

namespace Protoo.Rooms;

[JsonSerializable(typeof(PeerAnnouncement))]
[JsonSerializable(typeof(RoomData))]
internal sealed partial class PeerAnnouncementContext : JsonSerializerContext;
