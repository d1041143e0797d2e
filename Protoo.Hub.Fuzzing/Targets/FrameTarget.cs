using System.Net.WebSockets;
using System.Text;
using System.Text.Unicode;
using Protoo.Transports;

namespace Protoo.Fuzzing.Targets;

/// <summary>What a native client sends after the handshake: WebSocket frames, from the stream to the messages that SignalR reads.</summary>
internal sealed class FrameTarget : IFuzzTarget
{
    private const string TooBig = "1009";

    public string Name => "frames";

    public void Run(ReadOnlySpan<byte> input)
    {
        foreach (var isCompressed in (bool[])[false, true])
        {
            var whole = Receive(input.ToArray(), int.MaxValue, isCompressed);
            var bytewise = Receive(input.ToArray(), 1, isCompressed);
            Invariant.Holds(whole.SkipLast(1).SequenceEqual(bytewise.SkipLast(1)));

            // Where a message is too big, its rest may not be read, and what is wrong there not be seen.
            Invariant.Holds(whole[^1] == bytewise[^1] || whole[^1] == TooBig || bytewise[^1] == TooBig);
        }
    }

    /// <returns>What was received, in order, and with which code the connection ends.</returns>
    private static List<string> Receive(byte[] input, int pieceLength, bool isCompressed)
    {
        var connection = new FuzzedConnection();
        var stream = new UpgradedStream(new PiecewiseStream(input, pieceLength));
        using var webSocket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = isCompressed ? new WebSocketDeflateOptions() : null,
        });
        var reader = new WebSocketMessageReader(connection);
        reader.Open(webSocket, stream);
        for (var isHandshake = true; ; isHandshake = false)
        {
            // Nothing here has to wait for long: a client that sends without a pause gives way to others.
            var read = reader.ReadAsync().AsTask();
            Invariant.Holds(read.Wait(TimeSpan.FromSeconds(10)));
            var result = read.GetAwaiter().GetResult();
            if (result.IsCompleted)
            {
                Invariant.Holds(connection.End is not null);
                return connection.Received;
            }

            if (!isHandshake)
            {
                Invariant.Holds(result.Buffer.IsSingleSegment);
                var text = result.Buffer.FirstSpan;
                Invariant.Holds(text.Length <= connection.Options.MaximumMessageSize);
                Invariant.Holds(Utf8.IsValid(text));
                connection.Received.Add(Encoding.UTF8.GetString(text));
            }

            reader.AdvanceTo(result.Buffer.End);
        }
    }
}
