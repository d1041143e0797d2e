namespace Protoo.Benchmarks.Clients;

/// <summary>
/// How a kind of server is spoken to. The methods are those of the room server: <c>echo</c> answers its data, <c>notify</c> passes
/// <c>{"method","data"}</c> to the other peers of the room.
/// </summary>
internal abstract class Dialect
{
    public const int MaximumMessageSize = 1024;

    /// <summary>What is offered in the upgrade; null for none.</summary>
    public abstract string? Subprotocol { get; }

    /// <summary>What comes first on a new connection, and is answered; null for nothing.</summary>
    public virtual byte[]? Handshake => null;

    /// <summary>What a silent client has to send now and then; null for nothing.</summary>
    public virtual byte[]? KeepAlive => null;

    /// <summary>The byte that ends a message, wherever WebSocket messages begin and end; null if those are the messages.</summary>
    public virtual byte? Terminator => null;

    public abstract void WriteEcho(ref Utf8Text text, int id, ReadOnlySpan<byte> data);

    public abstract void WriteNotify(ref Utf8Text text, int id, DeliveryStamp stamp);

    public abstract ServerMessage Read(ReadOnlySpan<byte> message);
}
