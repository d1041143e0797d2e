using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo.Tests.Protocol;

internal sealed class TicketConverter : JsonConverter<Ticket>
{
    public const string Internals = "secret of the app";

    public override Ticket Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new IOException(Internals);

    public override void Write(Utf8JsonWriter writer, Ticket value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        throw new IOException(Internals);
    }
}
