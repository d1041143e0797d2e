using System.Text.Json.Serialization;

namespace Protoo.Rooms;

[JsonSerializable(typeof(PeerAnnouncement))]
internal sealed partial class PeerAnnouncementContext : JsonSerializerContext;
