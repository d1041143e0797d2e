namespace Protoo.Benchmarks.Clients;

/// <summary>Native protoo: one JSON text per WebSocket message.</summary>
internal class ProtooDialect : Dialect
{
    public override string Subprotocol => "protoo";

    public override void WriteEcho(ref Utf8Text text, int id, ReadOnlySpan<byte> data)
    {
        text.Append("{\"request\":true,\"id\":"u8);
        text.Append(id);
        text.Append(",\"method\":\"echo\",\"data\":"u8);
        text.Append(data);
        text.Append("}"u8);
    }

    public override void WriteNotify(ref Utf8Text text, int id, DeliveryStamp stamp)
    {
        text.Append("{\"request\":true,\"id\":"u8);
        text.Append(id);
        text.Append(",\"method\":\"notify\",\"data\":{\"method\":\"tick\",\"data\":"u8);
        stamp.Write(ref text);
        text.Append("}}"u8);
    }

    public override ServerMessage Read(ReadOnlySpan<byte> message)
    {
        if (Scan.TrySkip(ref message, "{\"response\":true,\"id\":"u8))
        {
            return Scan.TryReadNumber(ref message, out var id) && message.StartsWith(",\"ok\":true"u8)
                ? new ServerMessage(ServerMessageKind.Answer, (int)id)
                : ServerMessage.Refusal;
        }

        if (Scan.TrySkip(ref message, "{\"notification\":true,\"method\":\""u8))
        {
            return message.StartsWith("tick\""u8) ? ServerMessage.Delivery(message)
                : message.StartsWith("newPeer\""u8) ? ServerMessage.Arrival
                : ServerMessage.Other;
        }

        return ServerMessage.Refusal;
    }
}
