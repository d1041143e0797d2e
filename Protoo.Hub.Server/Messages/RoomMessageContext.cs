using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NotifyMessage))]
[JsonSerializable(typeof(SpreadMessage))]
[JsonSerializable(typeof(RequestMessage))]
[JsonSerializable(typeof(SetRoomDataMessage))]
internal sealed partial class RoomMessageContext : JsonSerializerContext;
