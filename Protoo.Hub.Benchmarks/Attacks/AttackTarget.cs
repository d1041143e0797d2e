using System.Net;
using System.Text;

namespace Protoo.Benchmarks.Attacks;

/// <summary>The endpoint of a room server that an attack aims at, and the messages that it understands.</summary>
/// <param name="Server">The address of the server.</param>
/// <param name="IsSignalR">Whether it is the endpoint of SignalR clients; otherwise, of native ones.</param>
internal sealed record AttackTarget(IPEndPoint Server, bool IsSignalR)
{
    private const string RecordSeparator = "\u001e";

    /// <summary>The first messages on an open connection; null if there are none.</summary>
    /// <remarks>The ping is sent by all of SignalR's clients: its server expects further ones only of those that have sent one.</remarks>
    public string? Handshake => IsSignalR ? "{\"protocol\":\"json\",\"version\":1}" + RecordSeparator + "{\"type\":6}" + RecordSeparator : null;

    /// <summary>Writes the head of the request for a WebSocket.</summary>
    /// <param name="room">The room to enter.</param>
    /// <param name="peer">The peer to enter it as.</param>
    /// <param name="extensions">The extensions to offer; null for none.</param>
    public byte[] GetHead(string room, string peer, string? extensions = null)
    {
        return Encoding.ASCII.GetBytes(
            $"GET /{(IsSignalR ? "hub" : "protoo")}?roomId={room}&peerId={peer} HTTP/1.1\r\nHost: {Server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + (IsSignalR ? string.Empty : "Sec-WebSocket-Protocol: protoo\r\n")
            + (extensions is null ? string.Empty : $"Sec-WebSocket-Extensions: {extensions}\r\n")
            + "\r\n");
    }

    /// <summary>Writes a request.</summary>
    /// <param name="id">Its id: any JSON number, or any text for SignalR.</param>
    /// <param name="method">The method.</param>
    /// <param name="data">The data, as JSON.</param>
    public string Request(string id, string method, string data) => IsSignalR
        ? "{\"type\":1,\"invocationId\":\"" + id + "\",\"target\":\"" + method + "\",\"arguments\":[" + data + "]}" + RecordSeparator
        : "{\"request\":true,\"id\":" + id + ",\"method\":\"" + method + "\",\"data\":" + data + "}";

    /// <summary>Writes the answer to a request of the server.</summary>
    public string Response(string id) => IsSignalR
        ? "{\"type\":3,\"invocationId\":\"" + id + "\",\"result\":\"forged\"}" + RecordSeparator
        : "{\"response\":true,\"id\":" + id + ",\"ok\":true,\"data\":\"forged\"}";
}
