using System.Buffers.Binary;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Attacks;

/// <summary>Frames that RFC 6455 does not allow, and ways to close that no WebSocket library has.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">The frames.</param>
/// <param name="CloseCode">The code with which the server has to close.</param>
internal sealed record MalformedFrame(string Name, byte[] Bytes, int CloseCode)
{
    private const int Normal = 1000;
    private const int ProtocolError = 1002;

    public static IReadOnlyList<MalformedFrame> All { get; } =
    [
        new("close without a code", Close([]), Normal),
        new("close twice", [.. Close(Code(Normal)), .. Close(Code(Normal))], Normal),
        new("message after close", [.. Close(Code(Normal)), .. HostileFrame.Text("{}")], Normal),
        new("close in the middle of a message", [0x01, 0x80, 0, 0, 0, 0, .. Close(Code(Normal))], Normal),
        new("close with half a code", Close([3]), ProtocolError),
        new("close with a code that must not be sent", Close(Code(1006)), ProtocolError),
        new("close with a code that does not exist", Close(Code(999)), ProtocolError),
        new("close with a reason that is not UTF-8", Close([.. Code(Normal), 0xC3, 0x28]), ProtocolError),
        new("close that is longer than 125 bytes", Close([.. Code(Normal), .. new byte[200]]), ProtocolError),
        new("close in two frames", [0x08, 0x82, 0, 0, 0, 0, .. Code(Normal)], ProtocolError),
        new("ping in two frames", [0x09, 0x80, 0, 0, 0, 0], ProtocolError),
        new("frame without a mask", [0x81, 0x05, .. "[1,2]"u8], ProtocolError),
        new("reserved bit", [0xC1, 0x80, 0, 0, 0, 0], ProtocolError),
        new("continuation of nothing", [0x80, 0x80, 0, 0, 0, 0], ProtocolError),
        new("message within a message", [0x01, 0x80, 0, 0, 0, 0, .. HostileFrame.Text("{}")], ProtocolError),
        new("length with the top bit set", HostileFrame.Announce(WebSocketOpCode.Text, 1UL << 63), ProtocolError),
        new("largest length", HostileFrame.Announce(WebSocketOpCode.Text, ulong.MaxValue), ProtocolError),
    ];

    private static byte[] Close(byte[] payload) => HostileFrame.Create(WebSocketOpCode.Close, payload);

    private static byte[] Code(int code)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)code);
        return bytes;
    }
}
