using System.Buffers;

namespace Protoo.Transports;

/// <summary>An outgoing message, and its buffer, if any, to return to the pool once it is sent.</summary>
internal readonly record struct OutgoingMessage(ReadOnlyMemory<byte> Text, byte[]? Rented)
{
    public void Release()
    {
        if (Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(Rented);
        }
    }
}
