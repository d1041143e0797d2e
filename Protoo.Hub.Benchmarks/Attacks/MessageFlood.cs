using System.Globalization;

namespace Protoo.Benchmarks.Attacks;

/// <summary>Sends the same messages again and again, without a pause, and reads what comes back. Comes back when it is closed.</summary>
/// <param name="connections">The number of connections, which are in one room.</param>
/// <param name="getMessages">Returns the messages that peer <c>p0</c>, <c>p1</c>, … sends.</param>
internal sealed class MessageFlood(int connections, Func<AttackTarget, int, IEnumerable<string>> getMessages) : Attack
{
    private const int Batch = 100;
    private const int HugeSize = 900_000;

    /// <summary>Numbers that a server might not expect as ids.</summary>
    public static IReadOnlyList<string> OverflowingIds { get; } =
    [
        "0", "-1", "1.5", "0.1e1", "1e400", "4294967296", "4294967297", "9007199254740993", "9223372036854775808", "18446744073709551617",
        "-9223372036854775809", new string('9', 400), "0." + new string('0', 400) + "1",
    ];

    public static MessageFlood OfRequests(int connections)
    {
        return new(connections, static (target, _) => Number(Batch).Select(id => target.Request(id, "echo", "{}")));
    }

    /// <summary>Notifies and asks the others, who never answer.</summary>
    public static MessageFlood OfRelays(int connections)
    {
        return new(connections, (target, i) =>
        [
            .. Number(Batch).Select(id => target.Request(id, "notify", "{\"method\":\"n\"}")),
            .. Number(Batch).Select(id => target.Request(id, "request", $"{{\"peerId\":\"p{(i + 1) % connections}\",\"method\":\"m\"}}")),
            .. Number(Batch).Select(id => target.Request(id, "spread", "{\"method\":\"m\"}")),
        ]);
    }

    public static MessageFlood OfUnknownMethods(int connections)
    {
        return new(connections, static (target, _) => Number(Batch).Select(id => target.Request(id, "nothing" + id, "{}")));
    }

    /// <summary>Sends messages close to the limit: text, and lists within lists.</summary>
    public static MessageFlood OfHugeData(int connections)
    {
        return new(connections, static (target, _) =>
        [
            target.Request("1", "echo", $"\"{new string('x', HugeSize)}\""),
            target.Request("1", "echo", new string('[', HugeSize / 2) + new string(']', HugeSize / 2)),
        ]);
    }

    /// <summary>Sends what is no message, but shorter than any.</summary>
    public static MessageFlood OfNoMessages(int connections) => new(connections, static (_, _) => Enumerable.Repeat("7", Batch * 10));

    /// <summary>Answers requests that the server has sent to others.</summary>
    public static MessageFlood OfForgedAnswers(int connections) => new(connections, static (target, _) => Number(Batch).Select(target.Response));

    /// <summary>Requests and answers with ids that a server might not expect.</summary>
    public static MessageFlood OfOverflowingIds(int connections)
    {
        return new(connections, static (target, _) => OverflowingIds.SelectMany(id => new[] { target.Request(id, "echo", "{}"), target.Response(id) }));
    }

    protected override Task AttackAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        return RunAllAsync(connections, async i =>
        {
            byte[] messages = [.. getMessages(target, i).SelectMany(HostileFrame.Text)];
            while (true)
            {
                using var connection = await HostileConnection.EnterAsync(target, Room, $"p{i}", cancellationToken);
                var reading = connection.ReceiveEndAsync(cancellationToken);
                try
                {
                    while (!reading.IsCompleted)
                    {
                        await connection.SendAsync(messages, cancellationToken);
                        Begin();
                        Done();
                    }
                }
                catch (Exception exception) when (IsEnd(exception))
                {
                    // The server has closed the connection before it has read everything.
                }

                Ended(await reading);
            }
        });
    }

    private static IEnumerable<string> Number(int count) => Enumerable.Range(1, count).Select(static i => i.ToString(CultureInfo.InvariantCulture));
}
