using System.Buffers;

namespace Protoo.Protocol;

/// <summary>Receives a message that is not sent until it is complete.</summary>
internal interface IMessageBuffer : IBufferWriter<byte>
{
    /// <summary>Discards what was written of the message.</summary>
    void Discard();
}
