using Microsoft.AspNetCore.Connections;

namespace Protoo.Transports;

/// <summary>
/// Finds the answers to a client's invocations among the messages that SignalR's own protocols write:
/// <code>
/// {"type":3,…                       JSON
/// length 94 or 95 03 …              MessagePack: an array of 4 or 5 items, the first of which is the type
/// </code>
/// </summary>
internal static class SignalRCompletion
{
    private const byte Type = 3;

    public static bool IsIn(ReadOnlySpan<byte> message, TransferFormat format)
    {
        return format == TransferFormat.Binary ? IsInMessagePack(message) : message.StartsWith("""{"type":3,"""u8);
    }

    private static bool IsInMessagePack(ReadOnlySpan<byte> message)
    {
        // All bytes of the length except the last have the highest bit set.
        var array = message.IndexOfAnyInRange((byte)0, (byte)0x7F) + 1;
        return message[array..] is [0x94 or 0x95, Type, ..];
    }
}
