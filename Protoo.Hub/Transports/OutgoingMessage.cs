using System.Buffers;

namespace Protoo.Transports;

/// <summary>A message on its way out, and the buffer to give back once it is sent, if it is in one.</summary>
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
