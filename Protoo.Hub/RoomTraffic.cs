namespace Protoo;

/// <summary>One thing that happened in a room, as <see cref="IRoomRegistry{THub}.WatchAsync"/> reports it.</summary>
/// <remarks>
/// What the hub does on behalf of a peer, such as <c>Room.NotifyAsync</c> in a hub method, counts as sent by that peer. What the hub sends
/// without the room, for example by <c>Clients</c>, is not seen.
/// </remarks>
public sealed class RoomTraffic
{
    private RawJson? _data;

    /// <summary>When it happened, by the clock of its instance.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The instance on which it happened.</summary>
    public required string Instance { get; init; }

    /// <summary>What it is.</summary>
    public RoomTrafficKind Kind { get; init; }

    /// <summary>The id of the peer that sent it, or to which it happened; null for the app.</summary>
    public string? From { get; init; }

    /// <summary>The ids of the receivers, where the sender names them; null if it names none.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>How many peers it was sent to, on all instances; 0 if it was sent to the hub.</summary>
    public int Receivers { get; init; }

    /// <summary>The method of a message; in an answer, that of the request. Null otherwise, and in the answer to a method that the hub does not have.</summary>
    public string? Method { get; init; }

    /// <summary>The number of bytes of its data, as JSON in UTF-8.</summary>
    public int Size { get; init; }

    /// <summary>For an answer: how long it took; null otherwise, and for answers to requests that began before the room was watched.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>For an answer: the code of its error; null for a success.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>The data; null unless it was asked for, and where it has more than 16 KiB.</summary>
    public RawJson? Data
    {
        get => _data;
        init => _data = value;
    }

    /// <summary>How many messages of the same sender were left out just before this one, because there were too many to show.</summary>
    public int Omitted { get; init; }

    /// <summary>The sum of the sizes of those that were left out.</summary>
    public long OmittedSize { get; init; }

    internal RoomTraffic WithoutData()
    {
        var copy = (RoomTraffic)MemberwiseClone();
        copy._data = null;
        return copy;
    }
}
