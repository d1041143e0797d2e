namespace Protoo.Benchmarks.Clients;

/// <summary>
/// SignalR's JSON protocol: a stream of JSON texts that each end in 0x1E. One WebSocket message may hold several of them.
/// </summary>
internal sealed class SignalRDialect : Dialect
{
    public override string? Subprotocol => null;

    public override byte[] Handshake { get; } = "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();

    public override byte[] KeepAlive { get; } = "{\"type\":6}\u001e"u8.ToArray();

    public override byte? Terminator => 0x1E;

    public override void WriteEcho(ref Utf8Text text, int id, ReadOnlySpan<byte> data)
    {
        text.Append("{\"type\":1,\"invocationId\":\""u8);
        text.Append(id);
        text.Append("\",\"target\":\"Echo\",\"arguments\":["u8);
        text.Append(data);
        text.Append("]}\u001e"u8);
    }

    public override void WriteNotify(ref Utf8Text text, int id, DeliveryStamp stamp)
    {
        text.Append("{\"type\":1,\"invocationId\":\""u8);
        text.Append(id);
        text.Append("\",\"target\":\"Notify\",\"arguments\":[{\"method\":\"tick\",\"data\":"u8);
        stamp.Write(ref text);
        text.Append("}]}\u001e"u8);
    }

    public override ServerMessage Read(ReadOnlySpan<byte> message)
    {
        if (Scan.TrySkip(ref message, "{\"type\":3,\"invocationId\":\""u8))
        {
            return Scan.TryReadNumber(ref message, out var id) && !message.StartsWith("\",\"error\""u8)
                ? new ServerMessage(ServerMessageKind.Answer, (int)id)
                : ServerMessage.Refusal;
        }

        if (Scan.TrySkip(ref message, "{\"type\":1,\"target\":\""u8))
        {
            return message.StartsWith("tick\""u8) ? ServerMessage.Delivery(message) : ServerMessage.Other;
        }

        if (message.StartsWith("{\"type\":6"u8))
        {
            return ServerMessage.Other;
        }

        return message.SequenceEqual("{}"u8) ? new ServerMessage(ServerMessageKind.HandshakeAnswer) : ServerMessage.Refusal;
    }
}
