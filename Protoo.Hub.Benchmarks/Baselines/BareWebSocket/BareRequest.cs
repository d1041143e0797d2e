using System.Text.Json;

namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>The parts of a request, as slices of its text.</summary>
internal readonly ref struct BareRequest
{
    private BareRequest(ReadOnlySpan<byte> id, ReadOnlySpan<byte> method, ReadOnlySpan<byte> data)
    {
        Id = id;
        Method = method;
        Data = data;
    }

    /// <summary>The number; empty if there is none.</summary>
    public ReadOnlySpan<byte> Id { get; }

    /// <summary>The string with its quotation marks; empty if there is none.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>The value; <c>{}</c> if there is none.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads the text in one pass. Data that is itself a <c>{"method","data"}</c> can be read in the same way.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static BareRequest Read(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> id = default, method = default, data = default;
        var reader = new Utf8JsonReader(text);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = ReadValue(ref reader, text);
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                method = ReadValue(ref reader, text);
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                data = ReadValue(ref reader, text);
            }
            else
            {
                reader.Skip();
            }
        }

        return new BareRequest(id, method, data.IsEmpty ? "{}"u8 : data);
    }

    private static ReadOnlySpan<byte> ReadValue(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return text[start..(int)reader.BytesConsumed];
    }
}
