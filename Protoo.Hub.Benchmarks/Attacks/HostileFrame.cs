using System.Buffers.Binary;
using System.Text;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Attacks;

/// <summary>Writes frames, among them those that no WebSocket library would send.</summary>
internal static class HostileFrame
{
    private const byte Final = 0x80;
    private const byte Compressed = 0x40;
    private const byte Masked = 0x80;

    /// <summary>Writes a message in one frame.</summary>
    public static byte[] Text(string text) => Create(WebSocketOpCode.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a frame.</summary>
    public static byte[] Create(WebSocketOpCode opCode, ReadOnlySpan<byte> payload, bool isCompressed = false)
    {
        return [.. Announce(opCode, (ulong)payload.Length, isCompressed), .. payload];
    }

    /// <summary>Writes the beginning of a frame whose payload has, or should have, a length.</summary>
    public static byte[] Announce(WebSocketOpCode opCode, ulong length, bool isCompressed = false)
    {
        // A mask of zeros changes nothing.
        var head = new byte[14];
        head[0] = (byte)(Final | (isCompressed ? Compressed : 0) | (byte)opCode);
        switch (length)
        {
            case < 126:
                head[1] = (byte)(Masked | length);
                return head[..6];
            case <= ushort.MaxValue:
                head[1] = Masked | 126;
                BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)length);
                return head[..8];
            default:
                head[1] = Masked | 127;
                BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), length);
                return head;
        }
    }
}
