using System.Net;
using System.Net.Sockets;

namespace Protoo.Server.Access;

/// <summary>Tells clients apart, as limits count them.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    // An IPv6 client can usually choose among all 2^64 addresses of its network.
    public static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.MapToIPv4() ?? IPAddress.None;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
