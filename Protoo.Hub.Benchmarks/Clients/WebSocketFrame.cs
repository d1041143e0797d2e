namespace Protoo.Benchmarks.Clients;

/// <summary>A received frame; the payload is valid until the next read.</summary>
internal readonly ref struct WebSocketFrame(WebSocketOpCode opCode, bool isFinal, ReadOnlySpan<byte> payload)
{
    public WebSocketOpCode OpCode { get; } = opCode;

    public bool IsFinal { get; } = isFinal;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
