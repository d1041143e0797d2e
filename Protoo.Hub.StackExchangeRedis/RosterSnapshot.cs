using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>A room as it is stored in Redis.</summary>
/// <param name="Version">The version; 0 if the room does not exist.</param>
/// <param name="Seats">The seats, in any order.</param>
/// <param name="Data">The data of the room.</param>
internal sealed record RosterSnapshot(long Version, IReadOnlyList<Seat> Seats, RoomData Data)
{
    /// <summary>Reads the fields that a script returns.</summary>
    public static RosterSnapshot Read(RedisResult result)
    {
        return Read([.. ((RedisValue[])result!).Chunk(2).Select(static field => new HashEntry(field[0], field[1]))]);
    }

    public static RosterSnapshot Read(HashEntry[] fields)
    {
        var version = 0L;
        var roomData = RoomData.None;
        var data = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var name = field.Name.ToString();
            if (name == "v")
            {
                version = (long)field.Value;
            }
            else if (name == "r")
            {
                roomData = ReadRoomData((byte[])field.Value!);
            }
            else if (name.StartsWith("d:", StringComparison.Ordinal))
            {
                data[name[2..]] = new RawJson((byte[])field.Value!);
            }
        }

        var seats = fields
            .Where(static field => field.Name.ToString().StartsWith("s:", StringComparison.Ordinal))
            .Select(field => ReadSeat(field.Value, data.GetValueOrDefault(field.Name.ToString()[2..])));
        return new RosterSnapshot(version, [.. seats], roomData);
    }

    /// <summary>Writes the data of a room as it is stored: its version, a space, and its JSON; empty if nobody has set it.</summary>
    public static RedisValue Write(RoomData data)
    {
        return data.Version == 0 ? RedisValue.EmptyString : (byte[])[.. Encoding.ASCII.GetBytes($"{data.Version} "), .. data.Value.Utf8.Span];
    }

    private static RoomData ReadRoomData(ReadOnlyMemory<byte> stored)
    {
        var space = stored.Span.IndexOf((byte)' ');
        return new RoomData(new RawJson(stored[(space + 1)..].ToArray()), long.Parse(stored.Span[..space], CultureInfo.InvariantCulture));
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
