namespace Protoo.Benchmarks.Clients;

internal enum ServerMessageKind
{
    /// <summary>Nothing that the generator waits for: a ping, a <c>newPeer</c>.</summary>
    Other,

    /// <summary>The answer to the dialect's handshake.</summary>
    HandshakeAnswer,

    /// <summary>A success response.</summary>
    Answer,

    /// <summary>Anything that says that something went wrong.</summary>
    Refusal,

    /// <summary>A notification that another client of the generator caused.</summary>
    Delivery,
}
