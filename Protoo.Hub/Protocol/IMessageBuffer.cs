using System.Buffers;

namespace Protoo.Protocol;

/// <summary>Receives a message that is not sent until it is complete.</summary>
internal interface IMessageBuffer : IBufferWriter<byte>
{
    /// <summary>Discards what was written of the message.</summary>
    void Discard();

    /// <summary>Who is told of the answers that are written; null if nobody is.</summary>
    IRequestObserver? Observer { get; }
}
