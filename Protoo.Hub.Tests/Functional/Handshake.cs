using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protoo.Tests.Functional;

/// <summary>The handshake of a native client on the wire.</summary>
internal static class Handshake
{
    /// <summary>Gets the response's head.</summary>
    /// <param name="url">The address to connect to.</param>
    /// <param name="subprotocols">The subprotocols to offer; null for none.</param>
    /// <param name="host">The value of the <c>Host</c> header.</param>
    /// <param name="headers">More header lines: <c>Origin: https://app.example</c>.</param>
    public static async Task<string> GetResponseAsync(Uri url, string? subprotocols = "protoo", string host = "localhost", params string[] headers)
    {
        using var socket = await SendAsync(url, subprotocols, host, headers);
        var stream = socket.GetStream();
        var response = new StringBuilder();
        var buffer = new byte[1024];
        while (!response.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer).AsTask().DefaultTimeout();
            Assert.NotEqual(0, count);
            response.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return response.ToString();
    }

    /// <summary>Completes when the server has closed the connection of a client that it refused, and that does not close by itself.</summary>
    public static async Task WaitForCloseAsync(Uri url, string? subprotocols = "protoo", params string[] headers)
    {
        using var socket = await SendAsync(url, subprotocols, "localhost", headers);
        var buffer = new byte[1024];
        while (await socket.GetStream().ReadAsync(buffer).AsTask().DefaultTimeout() > 0)
        {
            // Nothing of it matters.
        }
    }

    /// <summary>Gets the status and reason phrase that a refused client receives.</summary>
    public static async Task<(HttpStatusCode Status, string Reason)> GetRefusalAsync(Uri url)
    {
        var line = (await GetResponseAsync(url)).Split("\r\n")[0].Split(' ', 3);
        return ((HttpStatusCode)int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture), line[2]);
    }

    private static async Task<TcpClient> SendAsync(Uri url, string? subprotocols, string host, string[] headers)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, url.Port).DefaultTimeout();
        var offer = subprotocols is null ? string.Empty : $"Sec-WebSocket-Protocol: {subprotocols}\r\n";
        var request = $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offer}"
            + string.Concat(headers.Select(static header => $"{header}\r\n")) + "\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request)).AsTask().DefaultTimeout();
        return socket;
    }
}
