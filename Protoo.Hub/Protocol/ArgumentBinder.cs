using System.Text.Json;

namespace Protoo.Protocol;

/// <summary>Creates the arguments of a hub method from protoo's data, which is one value.</summary>
internal sealed class ArgumentBinder(JsonSerializerOptions options)
{
    private static readonly object?[] s_noArguments = [];

    /// <param name="method">The method.</param>
    /// <param name="segment">The message.</param>
    /// <param name="unknownName">For the catch-all, the method that the client asked for; otherwise null.</param>
    /// <exception cref="Exception">The data does not fit the method. A type of the app may throw any exception.</exception>
    public object?[] Bind(HubMethod method, ProtooMessageSegment segment, string? unknownName)
    {
        ref readonly var envelope = ref segment.Envelope;
        var text = segment.Memory.Span;
        var parameters = method.Parameters;
        if (unknownName is not null && parameters.Length == 2)
        {
            return [unknownName, ReadSingle(parameters[1], in envelope, text)];
        }

        return parameters.Length switch
        {
            0 => s_noArguments,
            1 => [ReadSingle(parameters[0], in envelope, text)],
            _ => ReadEach(parameters, envelope.Data.IsEmpty ? "{}"u8 : envelope.Data.Of(text)),
        };
    }

    // Reads the data as the value of a single parameter.
    private object? ReadSingle(HubParameter parameter, in ProtooEnvelope envelope, ReadOnlySpan<byte> text)
    {
        if (parameter.Type == typeof(RawJson))
        {
            return new RawJson(envelope.Data.Of(text).ToArray());
        }

        if (!parameter.IsSimple)
        {
            return PayloadSerializer.Deserialize(envelope.Data.IsEmpty ? "{}"u8 : envelope.Data.Of(text), parameter.Type, options);
        }

        var value = (envelope.Data.IsEmpty ? envelope.Falsy : envelope.Data).Of(text);
        if (SimpleType.IsNothing(value))
        {
            return parameter.Default;
        }

        return value[0] is (byte)'{' or (byte)'[' ? ReadEach([parameter], value)[0] : Read(value, parameter.Type);
    }

    private object?[] ReadEach(ReadOnlySpan<HubParameter> parameters, ReadOnlySpan<byte> data)
    {
        Span<TextRange> values = stackalloc TextRange[parameters.Length];
        values.Clear();
        var reader = new Utf8JsonReader(data);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                FindByName(ref reader, parameters, values);
                break;
            case JsonTokenType.StartArray:
                FindByPlace(ref reader, values);
                break;
            default:
                throw new JsonException("Several parameters take an object or an array.");
        }

        var arguments = new object?[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = values[i].IsEmpty ? GetDefault(parameters[i]) : Read(values[i].Of(data), parameters[i].Type);
        }

        return arguments;
    }

    private void FindByName(ref Utf8JsonReader reader, ReadOnlySpan<HubParameter> parameters, scoped Span<TextRange> values)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = Find(ref reader, parameters);
            reader.Read();
            var value = ReadRange(ref reader);
            if (index >= 0)
            {
                // The last of several values wins, as in JSON.parse.
                values[index] = value;
            }
        }
    }

    private static void FindByPlace(ref Utf8JsonReader reader, scoped Span<TextRange> values)
    {
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == values.Length)
            {
                throw new JsonException("There are more values than parameters.");
            }

            values[i] = ReadRange(ref reader);
        }
    }

    private int Find(ref Utf8JsonReader reader, ReadOnlySpan<HubParameter> parameters)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            if (reader.ValueTextEquals(parameters[i].Utf8Name))
            {
                return i;
            }
        }

        if (options.PropertyNameCaseInsensitive)
        {
            var name = reader.GetString();
            for (var i = 0; i < parameters.Length; i++)
            {
                if (string.Equals(name, parameters[i].Name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    private static TextRange ReadRange(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new TextRange(start, (int)reader.BytesConsumed - start);
    }

    private static object? GetDefault(HubParameter parameter)
    {
        return parameter.IsRequired ? throw new JsonException($"There is no value for '{parameter.Name}'.") : parameter.Default;
    }

    private object? Read(ReadOnlySpan<byte> value, Type type)
    {
        if (type != typeof(RawJson))
        {
            return PayloadSerializer.Deserialize(value, type, options);
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        return RawJsonConverter.Read(ref reader, RawJson.MaximumDepth);
    }
}
