namespace Protoo.Benchmarks.Clients;

/// <summary>
/// Defines how to speak to a kind of server. The methods are those of the room server: <c>echo</c> returns its data, and <c>notify</c>
/// passes <c>{"method","data"}</c> to the other peers of the room.
/// </summary>
internal abstract class Dialect
{
    public const int MaximumMessageSize = 1024;

    /// <summary>The subprotocol to offer in the upgrade; null for none.</summary>
    public abstract string? Subprotocol { get; }

    /// <summary>Returns what the address says after the ids of room and peer.</summary>
    public virtual string GetCredentials(string peerId) => string.Empty;

    /// <summary>The first message on a new connection, which the server answers; null for none.</summary>
    public virtual byte[]? Handshake => null;

    /// <summary>The message that an idle client has to send now and then; null for none.</summary>
    public virtual byte[]? KeepAlive => null;

    /// <summary>The byte that ends a message, independent of WebSocket messages; null if each WebSocket message is one message.</summary>
    public virtual byte? Terminator => null;

    public abstract void WriteEcho(ref Utf8Text text, int id, ReadOnlySpan<byte> data);

    public abstract void WriteNotify(ref Utf8Text text, int id, DeliveryStamp stamp);

    public abstract ServerMessage Read(ReadOnlySpan<byte> message);
}
