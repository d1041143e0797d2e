using System.IO.Compression;
using System.Net.Sockets;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Attacks;

/// <summary>Sends a small message that inflates to 256 MiB, waits until the server has closed, and comes back.</summary>
/// <param name="connections">The number of connections at a time.</param>
internal sealed class CompressionBomb(int connections) : Attack
{
    /// <summary>The size of the inflated message, in bytes.</summary>
    public const int Size = 256 << 20;

    private const string Extension = "permessage-deflate";

    private static readonly Lazy<byte[]> s_bomb = new(Create);

    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        return RunAllAsync(connections, async i =>
        {
            while (true)
            {
                using var connection = await HostileConnection.EnterAsync(target, Room, $"p{i}", cancellationToken, extensions: Extension);
                try
                {
                    await connection.SendAsync(s_bomb.Value, cancellationToken);
                }
                catch (SocketException)
                {
                    // The server has closed before it has read everything.
                }

                Ended(await connection.ReceiveEndAsync(cancellationToken));
                Begin();
                Done();
            }
        });
    }

    private static byte[] Create()
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest))
        {
            var part = new byte[1 << 20];
            Array.Fill(part, (byte)' ');
            for (var i = 0; i < Size / part.Length; i++)
            {
                deflate.Write(part);
            }
        }

        return HostileFrame.Create(WebSocketOpCode.Text, compressed.ToArray(), isCompressed: true);
    }
}
