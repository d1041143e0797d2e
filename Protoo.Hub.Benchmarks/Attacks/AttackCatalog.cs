namespace Protoo.Benchmarks.Attacks;

/// <summary>All attacks, at the size at which a single hostile machine would run them.</summary>
internal static class AttackCatalog
{
    public static IReadOnlyDictionary<string, Func<Attack>> All { get; } = new Dictionary<string, Func<Attack>>
    {
        ["connects and drops"] = static () => new ConnectsAndDrops(int.MaxValue),
        ["half-open"] = static () => new HalfOpenConnections(3000),
        ["one byte a second"] = static () => new SlowSenders(1000),
        ["never reading"] = static () => new NeverReading(8),
        ["ping flood"] = static () => new PingFlood(8),
        ["close-frame games"] = static () => new MalformedFrames(64),
        ["2^40 bytes announced"] = static () => new AnnouncedLength(8),
        ["compression bombs"] = static () => new CompressionBomb(8),
        ["300 rooms"] = static () => new ManyRooms(300),
        ["flood of requests"] = static () => MessageFlood.OfRequests(8),
        ["flood of relays"] = static () => MessageFlood.OfRelays(8),
        ["flood of unknown methods"] = static () => MessageFlood.OfUnknownMethods(8),
        ["flood of huge data"] = static () => MessageFlood.OfHugeData(8),
        ["flood of no messages"] = static () => MessageFlood.OfNoMessages(8),
        ["answers to others' requests"] = static () => MessageFlood.OfForgedAnswers(8),
        ["ids that overflow"] = static () => MessageFlood.OfOverflowingIds(8),
    };
}
