using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>Writes the peers without an entry object for each: everyone who joins asks for all of them.</summary>
internal sealed class PeerListConverter : JsonConverter<PeerList>
{
    private static readonly JsonEncodedText s_peers = JsonEncodedText.Encode("peers");
    private static readonly JsonEncodedText s_peerId = JsonEncodedText.Encode("peerId");
    private static readonly JsonEncodedText s_data = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText s_roomData = JsonEncodedText.Encode("roomData");
    private static readonly JsonEncodedText s_version = JsonEncodedText.Encode("version");

    public override PeerList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, PeerList value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(s_peers);
        foreach (var peer in value.Peers)
        {
            writer.WriteStartObject();
            writer.WriteString(s_peerId, peer.Id);
            writer.WritePropertyName(s_data);
            writer.WriteRawValue(peer.Data.Utf8.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject(s_roomData);
        writer.WritePropertyName(s_data);
        writer.WriteRawValue(value.RoomData.Value.Utf8.Span, skipInputValidation: true);
        writer.WriteNumber(s_version, value.RoomData.Version);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
