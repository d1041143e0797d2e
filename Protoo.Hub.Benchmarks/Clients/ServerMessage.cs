namespace Protoo.Benchmarks.Clients;

/// <summary>As much of a server's message as the generator looks at.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The request that it answers.</param>
/// <param name="Stamp">What the sender of a delivery put in.</param>
internal readonly record struct ServerMessage(ServerMessageKind Kind, int Id = 0, DeliveryStamp Stamp = default)
{
    public static ServerMessage Other => new(ServerMessageKind.Other);

    public static ServerMessage Refusal => new(ServerMessageKind.Refusal);

    public static ServerMessage Delivery(ReadOnlySpan<byte> message)
    {
        return DeliveryStamp.TryRead(message, out var stamp) ? new(ServerMessageKind.Delivery, Stamp: stamp) : Refusal;
    }
}
