using System.Globalization;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>A room as it stands in Redis.</summary>
internal static class RosterSnapshot
{
    /// <summary>The version and the seats, in the order of joining; version 0 if the room is not there.</summary>
    public static (long Version, IReadOnlyList<Seat> Seats) Read(HashEntry[] fields)
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
            .Select(field => ReadSeat(field.Value, data.GetValueOrDefault(field.Name.ToString()[2..])))
            .OrderBy(static seat => seat.Order)
            .Select(static seat => seat.Seat);
        return (version, [.. seats]);
    }

    private static (Seat Seat, long Order) ReadSeat(RedisValue value, RawJson data)
    {
        var text = ((ReadOnlyMemory<byte>)value).Span;
        var first = text.IndexOf((byte)' ');
        var second = first + 1 + text[(first + 1)..].IndexOf((byte)' ');
        var seat = RosterJson.ReadSeat(text[(second + 1)..], data);
        seat.Generation = long.Parse(text[..first], CultureInfo.InvariantCulture);
        return (seat, long.Parse(text[(first + 1)..second], CultureInfo.InvariantCulture));
    }
}
