using System.Net.Sockets;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Attacks;

/// <summary>Announces a message of a tebibyte, sends a mebibyte of it, waits until the server has closed, and comes back.</summary>
/// <param name="connections">The number of connections at a time.</param>
internal sealed class AnnouncedLength(int connections) : Attack
{
    private const ulong Tebibyte = 1UL << 40;

    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        var head = HostileFrame.Announce(WebSocketOpCode.Text, Tebibyte);
        var payload = new byte[1 << 20];
        Array.Fill(payload, (byte)'[');
        return RunAllAsync(connections, async i =>
        {
            while (true)
            {
                using var connection = await HostileConnection.EnterAsync(target, Room, $"p{i}", cancellationToken);
                await connection.SendAsync(head, cancellationToken);
                try
                {
                    await connection.SendAsync(payload, cancellationToken);
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
}
