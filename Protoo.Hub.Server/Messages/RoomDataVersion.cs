using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>The answer to <c>setRoomData</c>.</summary>
internal sealed record RoomDataVersion([property: JsonPropertyName("version")] long Version);
