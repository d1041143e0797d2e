using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Protoo.Tests.Functional;

/// <summary>The handshake of a native client, as it is on the wire.</summary>
internal static class Handshake
{
    /// <summary>The head of the response.</summary>
    /// <param name="url">Where to connect.</param>
    /// <param name="subprotocols">What is offered.</param>
    /// <param name="host">The name that the server is asked by.</param>
    /// <param name="headers">Further lines: <c>Origin: https://app.example</c>.</param>
    public static async Task<string> GetResponseAsync(Uri url, string? subprotocols = "protoo", string host = "localhost", params string[] headers)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, url.Port).DefaultTimeout();
        var offer = subprotocols is null ? string.Empty : $"Sec-WebSocket-Protocol: {subprotocols}\r\n";
        var request = $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offer}"
            + string.Concat(headers.Select(static header => $"{header}\r\n")) + "\r\n";
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request)).AsTask().DefaultTimeout();

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

    /// <summary>The status and the reason phrase of a client that is not let in.</summary>
    public static async Task<(HttpStatusCode Status, string Reason)> GetRefusalAsync(Uri url)
    {
        var line = (await GetResponseAsync(url)).Split("\r\n")[0].Split(' ', 3);
        return ((HttpStatusCode)int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture), line[2]);
    }
}
