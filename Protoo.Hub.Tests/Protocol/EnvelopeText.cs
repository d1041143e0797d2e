using System.Text;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>What <see cref="ProtooMessageReader"/> finds in a message, with the parts as text.</summary>
internal sealed record EnvelopeText(
    ProtooMessageKind Kind,
    ProtooMessageFault Fault,
    string Id,
    string Method,
    string Data,
    int DataDepth,
    bool Ok,
    int ErrorCode,
    string ErrorReason)
{
    public static EnvelopeText Read(string message)
    {
        var utf8 = Encoding.UTF8.GetBytes(message);
        var envelope = ProtooMessageReader.Read(utf8);
        return new EnvelopeText(
            envelope.Kind,
            envelope.Fault,
            Raw(envelope.Id),
            String(envelope.Method),
            Raw(envelope.Data),
            envelope.DataDepth,
            envelope.Ok,
            envelope.ErrorCode,
            String(envelope.ErrorReason));

        string Raw(TextRange range) => Encoding.UTF8.GetString(range.Of(utf8));

        string String(TextRange range) => range.IsEmpty ? string.Empty : ProtooMessageReader.ReadString(range.Of(utf8));
    }
}
