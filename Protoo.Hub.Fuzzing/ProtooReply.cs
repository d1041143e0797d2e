using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Protocol;

namespace Protoo.Fuzzing;

/// <summary>Writes answers to a native client, and reads them as the client does.</summary>
internal static class ProtooReply
{
    /// <param name="protocol">The protocol.</param>
    /// <param name="id">The id of the request, as written.</param>
    /// <param name="result">The result.</param>
    /// <param name="data">The expected text of the data; null for any.</param>
    public static void CheckResult(ProtooHubProtocol protocol, string id, object? result, string? data)
    {
        var text = Write(protocol, CompletionMessage.WithResult(id, result));
        var envelope = Read(text, id);
        Invariant.Holds(envelope.Ok);
        Invariant.Holds(data is null || Encoding.UTF8.GetString(envelope.Data.IsEmpty ? envelope.Falsy.Of(text) : envelope.Data.Of(text)) == data);
    }

    /// <param name="protocol">The protocol.</param>
    /// <param name="id">The id of the request, as written.</param>
    /// <param name="error">SignalR's text.</param>
    /// <param name="code">The expected code.</param>
    /// <param name="reason">The expected reason.</param>
    public static void CheckError(ProtooHubProtocol protocol, string id, string error, int code, string reason)
    {
        var text = Write(protocol, CompletionMessage.WithError(id, error));
        var envelope = Read(text, id);
        Invariant.Holds(!envelope.Ok);
        Invariant.Holds(envelope.ErrorCode == code);
        Invariant.Holds(ProtooMessageReader.ReadString(envelope.ErrorReason.Of(text)) == reason);
    }

    private static byte[] Write(ProtooHubProtocol protocol, HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        protocol.WriteMessage(message, output);
        return output.WrittenSpan.ToArray();
    }

    private static ProtooEnvelope Read(byte[] text, string id)
    {
        Invariant.Holds(Utf8.IsValid(text));
        var envelope = ProtooMessageReader.Read(text);
        Invariant.Holds(envelope is { Kind: ProtooMessageKind.Response, Fault: ProtooMessageFault.None });
        Invariant.Holds(Encoding.UTF8.GetString(envelope.Id.Of(text)) == id);
        return envelope;
    }
}
