using System.Buffers;
using System.Text;

namespace Protoo.Protocol;

/// <summary>
/// What <see cref="ProtooHubProtocol"/> passes to the transport, other than messages that can be sent unchanged. SignalR carries it
/// as bytes, through its write lock and, between instances, through its backplane. It is marked by the record separator, with which
/// no JSON text begins:
/// <code>
/// 1E 'R' invocation id 1E {"method":…,"data":…}    a request: the transport gives it a number of its connection
/// 1E 'A' invocation id 1E {"response":true,…}      an answer to another instance, which asked: it never reaches a transport
/// 1E 'C' '0' or '1' reason                        the end: whether the client should reconnect, and what to tell it
/// </code>
/// </summary>
internal static class ControlFrame
{
    public const byte Mark = 0x1E;
    private const byte Request = (byte)'R';
    private const byte Answer = (byte)'A';
    private const byte Close = (byte)'C';

    public static void WriteRequestHeader(IBufferWriter<byte> output, string invocationId) => WriteHeader(output, Request, invocationId);

    public static void WriteAnswerHeader(IBufferWriter<byte> output, string invocationId) => WriteHeader(output, Answer, invocationId);

    public static void WriteClose(IBufferWriter<byte> output, bool allowReconnect, string? error)
    {
        output.Write([Mark, Close, allowReconnect ? (byte)'1' : (byte)'0']);
        Encoding.UTF8.GetBytes(error ?? string.Empty, output);
    }

    public static bool TryReadRequest(ReadOnlySpan<byte> frame, out string invocationId, out ReadOnlySpan<byte> message)
    {
        return TryReadHeader(frame, Request, out invocationId, out message);
    }

    public static bool TryReadAnswer(ReadOnlySpan<byte> frame, out string invocationId, out ReadOnlySpan<byte> message)
    {
        return TryReadHeader(frame, Answer, out invocationId, out message);
    }

    public static bool TryReadClose(ReadOnlySpan<byte> frame, out bool allowReconnect, out string error)
    {
        var isClose = frame is [Mark, Close, (byte)'0' or (byte)'1', ..];
        allowReconnect = isClose && frame[2] == (byte)'1';
        error = isClose ? Encoding.UTF8.GetString(frame[3..]) : string.Empty;
        return isClose;
    }

    private static void WriteHeader(IBufferWriter<byte> output, byte kind, string invocationId)
    {
        output.Write([Mark, kind]);
        Encoding.UTF8.GetBytes(invocationId, output);
        output.Write([Mark]);
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> frame, byte kind, out string invocationId, out ReadOnlySpan<byte> message)
    {
        invocationId = string.Empty;
        message = default;
        if (frame.Length < 2 || frame[0] != Mark || frame[1] != kind)
        {
            return false;
        }

        var rest = frame[2..];
        var end = rest.IndexOf(Mark);
        if (end < 0)
        {
            return false;
        }

        invocationId = Encoding.UTF8.GetString(rest[..end]);
        message = rest[(end + 1)..];
        return true;
    }
}
