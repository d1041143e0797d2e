using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Protocol;

/// <summary>Writes protoo messages in the shape that the clients of all languages read.</summary>
internal sealed class ProtooMessageWriter(JsonSerializerOptions payloadOptions)
{
    private static readonly JsonEncodedText s_request = JsonEncodedText.Encode("request");
    private static readonly JsonEncodedText s_response = JsonEncodedText.Encode("response");
    private static readonly JsonEncodedText s_notification = JsonEncodedText.Encode("notification");
    private static readonly JsonEncodedText s_id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText s_method = JsonEncodedText.Encode("method");
    private static readonly JsonEncodedText s_data = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText s_ok = JsonEncodedText.Encode("ok");
    private static readonly JsonEncodedText s_errorCode = JsonEncodedText.Encode("errorCode");
    private static readonly JsonEncodedText s_errorReason = JsonEncodedText.Encode("errorReason");

    // So that the writer of a thread keeps no connection alive. Nothing is written to it.
    private static readonly ArrayBufferWriter<byte> s_nowhere = new();

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    private readonly JsonWriterOptions _options = new()
    {
        Encoder = payloadOptions.Encoder ?? JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public void WriteNotification(IBufferWriter<byte> output, string method, object?[] arguments)
    {
        var writer = Begin(output);
        writer.WriteBoolean(s_notification, true);
        writer.WriteString(s_method, method);
        WriteArguments(writer, arguments);
        End(writer);
    }

    /// <summary>Writes a request without its number, which <see cref="NumberRequest"/> adds.</summary>
    public void WriteRequest(IBufferWriter<byte> output, string invocationId, string method, object?[] arguments)
    {
        ControlFrame.WriteRequestHeader(output, invocationId);
        var writer = Begin(output);
        writer.WriteString(s_method, method);
        WriteArguments(writer, arguments);
        End(writer);
    }

    /// <summary>Completes what <see cref="WriteRequest"/> wrote behind the header.</summary>
    public static void NumberRequest(IBufferWriter<byte> output, int id, ReadOnlySpan<byte> request)
    {
        var start = output.GetSpan(64);
        _ = System.Text.Unicode.Utf8.TryWrite(start, $$"""{"{{s_request}}":true,"{{s_id}}":{{id}},""", out var length);
        output.Advance(length);
        output.Write(request[1..]);
    }

    /// <summary>Whether something that was written here is a response.</summary>
    public static bool IsResponse(ReadOnlySpan<byte> message) => message.StartsWith("""{"response":"""u8);

    /// <param name="output">Where to write.</param>
    /// <param name="id">The number of the request, as its sender wrote it.</param>
    /// <param name="result">The data.</param>
    public void WriteSuccess(IBufferWriter<byte> output, string id, object? result)
    {
        var writer = BeginResponse(output, id);
        writer.WriteBoolean(s_ok, true);
        writer.WritePropertyName(s_data);
        WriteValue(writer, result);
        End(writer);
    }

    public void WriteError(IBufferWriter<byte> output, string id, int code, string reason)
    {
        var writer = BeginResponse(output, id);
        writer.WriteNumber(s_errorCode, code);
        writer.WriteString(s_errorReason, reason);
        End(writer);
    }

    private Utf8JsonWriter BeginResponse(IBufferWriter<byte> output, string id)
    {
        var writer = Begin(output);
        writer.WriteBoolean(s_response, true);
        writer.WritePropertyName(s_id);
        writer.WriteRawValue(id, skipInputValidation: true);
        return writer;
    }

    private Utf8JsonWriter Begin(IBufferWriter<byte> output)
    {
        var writer = t_writer;
        t_writer = null;
        if (writer is null || !Equals(writer.Options.Encoder, _options.Encoder))
        {
            writer = new Utf8JsonWriter(output, _options);
        }
        else
        {
            writer.Reset(output);
        }

        writer.WriteStartObject();
        return writer;
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset(s_nowhere);
        t_writer = writer;
    }

    // protoo's data is one value: no argument is {}, one is itself, and several are an array.
    private void WriteArguments(Utf8JsonWriter writer, object?[] arguments)
    {
        writer.WritePropertyName(s_data);
        if (arguments.Length < 2)
        {
            WriteValue(writer, arguments.Length == 0 ? null : arguments[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var argument in arguments)
        {
            JsonSerializer.Serialize(writer, argument, payloadOptions);
        }

        writer.WriteEndArray();
    }

    private void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
            case RawJson json:
                writer.WriteRawValue(json.Utf8.Span, skipInputValidation: true);
                break;
            // A client's answer that another instance passes on unread.
            case RawResult raw:
                writer.WriteRawValue(raw.RawSerializedData, skipInputValidation: true);
                break;
            default:
                JsonSerializer.Serialize(writer, value, value.GetType(), payloadOptions);
                break;
        }
    }
}
