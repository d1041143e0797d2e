using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Protocol;

/// <summary>Writes protoo messages in a form that clients in all languages read.</summary>
internal sealed class ProtooMessageWriter(JsonSerializerOptions payloadOptions)
{
    private static readonly byte[] s_responseStart = """{"response":true,"id":"""u8.ToArray();

    // Detaches a thread's writer, so that it keeps no connection alive. Nothing is written to it.
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
        output.Write("""{"notification":true,"method":"""u8);
        WriteCall(output, method, arguments);
    }

    /// <summary>Writes a request without its number, which <see cref="NumberRequest"/> adds.</summary>
    public void WriteRequest(IBufferWriter<byte> output, string invocationId, string method, object?[] arguments)
    {
        ControlFrame.WriteRequestHeader(output, invocationId);
        output.Write("""{"method":"""u8);
        WriteCall(output, method, arguments);
    }

    /// <summary>Adds the number to what <see cref="WriteRequest"/> wrote after the header.</summary>
    public static void NumberRequest(IBufferWriter<byte> output, int id, ReadOnlySpan<byte> request)
    {
        output.Write("""{"request":true,"id":"""u8);
        WriteInteger(output, id);
        output.Write(","u8);
        output.Write(request[1..]);
    }

    /// <summary>Whether a message written by this class is a response.</summary>
    public static bool IsResponse(ReadOnlySpan<byte> message) => message.StartsWith(s_responseStart);

    /// <param name="output">The buffer to write to.</param>
    /// <param name="id">The number of the request, as its sender wrote it.</param>
    /// <param name="result">The data.</param>
    public void WriteSuccess(IBufferWriter<byte> output, string id, object? result)
    {
        WriteResponseStart(output, id);
        output.Write(""","ok":true,"data":"""u8);
        WriteValue(output, result);
        output.Write("}"u8);
    }

    public void WriteError(IBufferWriter<byte> output, string id, int code, string reason)
    {
        WriteResponseStart(output, id);
        output.Write(""","errorCode":"""u8);
        WriteInteger(output, code);
        output.Write(""","errorReason":"""u8);
        WriteString(output, reason);
        output.Write("}"u8);
    }

    private static void WriteResponseStart(IBufferWriter<byte> output, string id)
    {
        output.Write(s_responseStart);
        Encoding.ASCII.GetBytes(id, output);
    }

    private static void WriteInteger(IBufferWriter<byte> output, int number)
    {
        _ = number.TryFormat(output.GetSpan(16), out var length, provider: CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    private void WriteCall(IBufferWriter<byte> output, string method, object?[] arguments)
    {
        WriteString(output, method);
        output.Write(""","data":"""u8);

        // protoo's data is one value: no arguments become {}, one argument stays itself, and several become an array.
        if (arguments.Length > 1)
        {
            WriteArray(output, arguments);
        }
        else
        {
            WriteValue(output, arguments.Length == 0 ? null : arguments[0]);
        }

        output.Write("}"u8);
    }

    // One by one, as SignalR writes them: the app's options need not support an array of object.
    private void WriteArray(IBufferWriter<byte> output, object?[] values)
    {
        var writer = TakeWriter(output);
        writer.WriteStartArray();
        foreach (var value in values)
        {
            PayloadSerializer.Write(writer, value, payloadOptions);
        }

        writer.WriteEndArray();
        GiveBack(writer);
    }

    private void WriteString(IBufferWriter<byte> output, string text)
    {
        var writer = TakeWriter(output);
        writer.WriteStringValue(text);
        GiveBack(writer);
    }

    private void WriteValue(IBufferWriter<byte> output, object? value)
    {
        switch (value)
        {
            case null:
                output.Write("{}"u8);
                break;
            case RawJson json:
                output.Write(json.Utf8.Span);
                break;
            // A client's answer that is passed on to another instance unread.
            case RawResult raw:
                foreach (var segment in raw.RawSerializedData)
                {
                    output.Write(segment.Span);
                }

                break;
            default:
                var writer = TakeWriter(output);
                PayloadSerializer.Write(writer, value, payloadOptions);
                GiveBack(writer);
                break;
        }
    }

    private Utf8JsonWriter TakeWriter(IBufferWriter<byte> output)
    {
        var writer = t_writer;
        t_writer = null;
        if (writer is null || !Equals(writer.Options.Encoder, _options.Encoder))
        {
            return new Utf8JsonWriter(output, _options);
        }

        writer.Reset(output);
        return writer;
    }

    private static void GiveBack(Utf8JsonWriter writer)
    {
        writer.Flush();
        writer.Reset(s_nowhere);
        t_writer = writer;
    }
}
