using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Protoo.Tests.Infrastructure;

internal static class FreePort
{
    // Below the ephemeral ports (from 32768 on Linux, from 49152 elsewhere). Among those, the port of a server that is to restart
    // could meanwhile go to a client, even one that tries to connect to that very server.
    private const int First = 20_000;
    private const int Limit = 32_768;

    /// <summary>Finds a port that nobody listens on. Another process may take it first, so callers must be ready to try another.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Limit);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
