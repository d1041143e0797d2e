using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Micro;

/// <summary>Creates the frame of a message as a client sends it.</summary>
internal static class ClientFrame
{
    public static byte[] Text(ReadOnlySpan<byte> message)
    {
        var writer = new WebSocketFrameWriter();
        writer.Write(WebSocketOpCode.Text, message);
        return writer.Written.ToArray();
    }
}
