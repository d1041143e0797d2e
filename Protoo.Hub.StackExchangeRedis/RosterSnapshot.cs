using System.Globalization;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>A room as it is stored in Redis.</summary>
/// <param name="Version">The version; 0 if the room does not exist.</param>
/// <param name="Seats">The seats, in any order.</param>
internal sealed record RosterSnapshot(long Version, IReadOnlyList<Seat> Seats)
{
    /// <summary>Reads the fields that a script returns.</summary>
    public static RosterSnapshot Read(RedisResult result)
    {
        return Read([.. ((RedisValue[])result!).Chunk(2).Select(static field => new HashEntry(field[0], field[1]))]);
    }

    public static RosterSnapshot Read(HashEntry[] fields)
    {
        var version = 0L;
        var data = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var name = field.Name.ToString();
            if (name == "v")
            {
                version = (long)field.Value;
            }
            else if (name.StartsWith("d:", StringComparison.Ordinal))
            {
                data[name[2..]] = new RawJson((byte[])field.Value!);
            }
        }

        var seats = fields
            .Where(static field => field.Name.ToString().StartsWith("s:", StringComparison.Ordinal))
            .Select(field => ReadSeat(field.Value, data.GetValueOrDefault(field.Name.ToString()[2..])));
        return new RosterSnapshot(version, [.. seats]);
    }

    private static Seat ReadSeat(RedisValue value, RawJson data)
    {
        // Generation, place in the order of joining, lease, JSON.
        var text = value.ToString().Split(' ', 4);
        var seat = RosterJson.ReadSeat(text[3], data);
        seat.Generation = long.Parse(text[0], CultureInfo.InvariantCulture);
        seat.Order = long.Parse(text[1], CultureInfo.InvariantCulture);
        return seat;
    }
}
