using System.Buffers;

namespace Protoo.Protocol;

/// <summary>
/// A received message on its way from the transport through SignalR to <see cref="ProtooHubProtocol"/>: the text as the only segment of the
/// sequence that SignalR reads, and the envelope that the transport has already read, so that nothing is read twice. A connection uses one
/// instance for all messages.
/// </summary>
/// <param name="observer">Told of the requests; null if nobody is.</param>
internal sealed class ProtooMessageSegment(IRequestObserver? observer = null) : ReadOnlySequenceSegment<byte>
{
    private ProtooEnvelope _envelope;

    /// <summary>Told of the requests; null if nobody is.</summary>
    public IRequestObserver? Observer { get; } = observer;

    public ref readonly ProtooEnvelope Envelope => ref _envelope;

    /// <summary>For a response: SignalR's id of the invocation that it answers.</summary>
    public string? InvocationId { get; private set; }

    public ReadOnlySequence<byte> Set(ReadOnlyMemory<byte> text, in ProtooEnvelope envelope, string? invocationId)
    {
        Memory = text;
        _envelope = envelope;
        InvocationId = invocationId;
        return new ReadOnlySequence<byte>(this, 0, this, text.Length);
    }

    public void Clear()
    {
        Memory = default;
        InvocationId = null;
    }
}
