using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>Describes the messages of the room server and their answers, so that no reflection is needed for them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NotifyMessage))]
[JsonSerializable(typeof(SpreadMessage))]
[JsonSerializable(typeof(RequestMessage))]
[JsonSerializable(typeof(SetRoomDataMessage))]
[JsonSerializable(typeof(PeerEntry))]
[JsonSerializable(typeof(PeerList))]
[JsonSerializable(typeof(RoomData))]
[JsonSerializable(typeof(RoomDataVersion))]
[JsonSerializable(typeof(SpreadAnswer))]
internal sealed partial class RoomMessageContext : JsonSerializerContext;
