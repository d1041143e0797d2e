using System.Text.Json;

namespace Protoo.Protocol;

/// <summary>
/// Reads the envelope of a protoo message in one pass, as protoo-client and protoo-server read it (by JavaScript's rules of truthiness).
/// Only checks the data for what some clients could not read. Malformed input gives a result, not an exception.
/// </summary>
internal static class ProtooMessageReader
{
    private static readonly JsonReaderOptions s_options = new()
    {
        // The depth of the data has its own limit; the depth of the rest does not matter.
        MaxDepth = int.MaxValue,
    };

    public static ProtooEnvelope Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, s_options);
            _ = reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                // It is valid JSON only if it is complete.
                reader.Skip();
                _ = reader.Read();
                return new ProtooEnvelope { Fault = ProtooMessageFault.NotAnObject };
            }

            var fields = default(Fields);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadField(ref reader, ref fields);
            }

            // Throws if anything but white space follows.
            _ = reader.Read();
            return fields.ToEnvelope();
        }
        catch (JsonException)
        {
            return new ProtooEnvelope { Fault = ProtooMessageFault.NotJson };
        }
    }

    /// <summary>Returns the text of a quoted string; lone surrogates become U+FFFD.</summary>
    public static string ReadString(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        _ = reader.Read();
        return JsonValueScanner.IsValidUnicode(ref reader)
            ? reader.GetString()!
            : LoneSurrogates.Replace(reader.ValueSpan);
    }

    private static void ReadField(ref Utf8JsonReader reader, ref Fields fields)
    {
        if (!JsonValueScanner.IsValidUnicode(ref reader))
        {
            // Not one of our fields, and cannot be compared with them.
            reader.Read();
            reader.Skip();
            return;
        }

        // Ordered by likelihood. The last of several fields with the same name wins, as in JSON.parse.
        if (reader.ValueTextEquals("data"u8))
        {
            reader.Read();
            fields.HasData = IsTruthy(ref reader);
            fields.Data = ReadData(ref reader, out fields.DataDepth, out fields.DataIsUnicode);
        }
        else if (reader.ValueTextEquals("method"u8))
        {
            reader.Read();
            fields.Method = ReadString(ref reader, out fields.MethodIsEscaped);
            fields.MethodIsUnicode = JsonValueScanner.Skip(ref reader, out _);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            fields.Id = reader.TokenType == JsonTokenType.Number ? ReadValue(ref reader) : SkipValue(ref reader);
        }
        else if (reader.ValueTextEquals("request"u8))
        {
            fields.Request = ReadTruth(ref reader);
        }
        else if (reader.ValueTextEquals("response"u8))
        {
            fields.Response = ReadTruth(ref reader);
        }
        else if (reader.ValueTextEquals("notification"u8))
        {
            fields.Notification = ReadTruth(ref reader);
        }
        else if (reader.ValueTextEquals("ok"u8))
        {
            fields.Ok = ReadTruth(ref reader);
        }
        else if (reader.ValueTextEquals("errorCode"u8))
        {
            reader.Read();
            fields.ErrorCode = ReadInteger(ref reader);
        }
        else if (reader.ValueTextEquals("errorReason"u8))
        {
            reader.Read();
            fields.ErrorReason = ReadString(ref reader, out _);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("traceparent"u8))
        {
            reader.Read();
            fields.TraceParent = ReadString(ref reader, out _);
            reader.Skip();
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static bool ReadTruth(ref Utf8JsonReader reader)
    {
        reader.Read();
        var truth = IsTruthy(ref reader);
        reader.Skip();
        return truth;
    }

    private static bool IsTruthy(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.False or JsonTokenType.Null => false,
        JsonTokenType.String => !reader.ValueSpan.IsEmpty,
        JsonTokenType.Number => !reader.TryGetDouble(out var number) || number != 0,
        _ => true,
    };

    private static TextRange ReadData(ref Utf8JsonReader reader, out int depth, out bool isUnicode)
    {
        var start = (int)reader.TokenStartIndex;
        isUnicode = JsonValueScanner.Skip(ref reader, out depth);
        return new TextRange(start, (int)reader.BytesConsumed - start);
    }

    private static TextRange ReadString(ref Utf8JsonReader reader, out bool isEscaped)
    {
        var isString = reader.TokenType == JsonTokenType.String;
        isEscaped = isString && reader.ValueIsEscaped;
        return isString ? ReadValue(ref reader) : default;
    }

    private static TextRange ReadValue(ref Utf8JsonReader reader)
    {
        return new TextRange((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
    }

    private static TextRange SkipValue(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return default;
    }

    private static int? ReadInteger(ref Utf8JsonReader reader)
    {
        // 403.0 and 4.03e2 are the integer 403 in JavaScript.
        if (reader.TokenType == JsonTokenType.Number
            && reader.TryGetDouble(out var number)
            && number is >= int.MinValue and <= int.MaxValue
            && double.IsInteger(number))
        {
            return (int)number;
        }

        reader.Skip();
        return null;
    }

    private ref struct Fields
    {
        public bool Request;
        public bool Response;
        public bool Notification;
        public bool Ok;
        public TextRange Id;
        public TextRange Method;
        public bool MethodIsEscaped;
        public bool MethodIsUnicode;
        public TextRange Data;
        public bool HasData;
        public int DataDepth;
        public bool DataIsUnicode;
        public int? ErrorCode;
        public TextRange ErrorReason;
        public TextRange TraceParent;

        public readonly ProtooEnvelope ToEnvelope()
        {
            var kind = Request ? ProtooMessageKind.Request
                : Response ? ProtooMessageKind.Response
                : Notification ? ProtooMessageKind.Notification
                : ProtooMessageKind.None;

            var fault = kind switch
            {
                ProtooMessageKind.None => ProtooMessageFault.NoKind,
                ProtooMessageKind.Request or ProtooMessageKind.Notification when Method.IsEmpty => ProtooMessageFault.NoMethod,
                ProtooMessageKind.Request or ProtooMessageKind.Response when Id.IsEmpty => ProtooMessageFault.NoId,
                _ => ProtooMessageFault.None,
            };

            if (fault != ProtooMessageFault.None)
            {
                return new ProtooEnvelope { Fault = fault };
            }

            return new ProtooEnvelope
            {
                Kind = kind,
                Fault = DataFault(kind),
                Id = Id,
                Method = Method,
                MethodIsEscaped = MethodIsEscaped,
                Data = HasData ? Data : default,
                Falsy = HasData ? default : Data,
                DataDepth = DataDepth,
                Ok = Ok,
                ErrorCode = ErrorCode ?? 500,
                ErrorReason = ErrorReason,
                TraceParent = TraceParent,
            };
        }

        private readonly ProtooMessageFault DataFault(ProtooMessageKind kind)
        {
            if (HasData && DataDepth > ProtooEnvelope.MaximumDataDepth)
            {
                return ProtooMessageFault.TooDeep;
            }

            var isUnicode = (!HasData || DataIsUnicode) && (kind == ProtooMessageKind.Response || MethodIsUnicode);
            return isUnicode ? ProtooMessageFault.None : ProtooMessageFault.InvalidUnicode;
        }
    }
}
