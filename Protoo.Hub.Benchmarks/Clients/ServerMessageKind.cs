namespace Protoo.Benchmarks.Clients;

internal enum ServerMessageKind
{
    /// <summary>A message that the generator does not wait for, such as a ping.</summary>
    Other,

    /// <summary>A <c>newPeer</c>.</summary>
    Arrival,

    /// <summary>The answer to the dialect's handshake.</summary>
    HandshakeAnswer,

    /// <summary>A success response.</summary>
    Answer,

    /// <summary>Any message that says that something went wrong.</summary>
    Refusal,

    /// <summary>A notification that another client of the generator caused.</summary>
    Delivery,
}
