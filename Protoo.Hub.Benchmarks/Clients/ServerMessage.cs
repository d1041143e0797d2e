namespace Protoo.Benchmarks.Clients;

/// <summary>The parts of a server's message that the generator looks at.</summary>
/// <param name="Kind">The kind of message.</param>
/// <param name="Id">The id of the request that it answers.</param>
/// <param name="Stamp">The stamp that the sender of a delivery wrote.</param>
internal readonly record struct ServerMessage(ServerMessageKind Kind, int Id = 0, DeliveryStamp Stamp = default)
{
    public static ServerMessage Other => new(ServerMessageKind.Other);

    public static ServerMessage Arrival => new(ServerMessageKind.Arrival);

    public static ServerMessage Refusal => new(ServerMessageKind.Refusal);

    public static ServerMessage Delivery(ReadOnlySpan<byte> message)
    {
        return DeliveryStamp.TryRead(message, out var stamp) ? new(ServerMessageKind.Delivery, Stamp: stamp) : Refusal;
    }
}
