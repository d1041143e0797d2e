using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Protoo.Transports;

/// <summary>
/// Where a client comes from, as limits count it: its IPv4 address, or the first 64 bits of its IPv6 address, because the rest is the
/// client's to choose.
/// </summary>
/// <param name="Prefix">The first 64 bits of the address, as IPv6.</param>
/// <param name="Host">The other bits of an IPv4 address; otherwise 0.</param>
internal readonly record struct ClientNetwork(ulong Prefix, ulong Host)
{
    public static ClientNetwork Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        (address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address).TryWriteBytes(bytes, out _);
        return new ClientNetwork(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6 ? BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) : 0);
    }

    /// <summary>Whether clients at this address are not limited: loopback, or none at all, such as that of a Unix socket.</summary>
    public static bool IsLocal(IPAddress? address)
    {
        return address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }
}
