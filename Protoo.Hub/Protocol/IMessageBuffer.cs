using System.Buffers;

namespace Protoo.Protocol;

/// <summary>Where a message is written that is not sent before it is whole.</summary>
internal interface IMessageBuffer : IBufferWriter<byte>
{
    /// <summary>Takes back what was written of the message.</summary>
    void Discard();
}
