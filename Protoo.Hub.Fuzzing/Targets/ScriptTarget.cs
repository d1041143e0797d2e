using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Protoo.Clustering;
using Protoo.Clustering.Redis;

namespace Protoo.Fuzzing.Targets;

/// <summary>
/// A peer's id and data as arguments of the scripts: as the scripts keep them in a room's hash, find them there with patterns, and put them
/// into the steps that they publish.
/// </summary>
internal sealed partial class ScriptTarget : IFuzzTarget
{
    private const string Lease = "host:1:0123abcd#0";
    private const string Instance = "host:1:0123abcd";

    public string Name => "scripts";

    /// <summary>Reads an input: the id of a peer, a line feed, and the data of the peer.</summary>
    /// <returns>False if the room server refuses the data.</returns>
    public static bool TryRead(ReadOnlySpan<byte> input, [NotNullWhen(true)] out Seat? seat)
    {
        seat = null;
        var end = input.IndexOf((byte)'\n');
        if (end < 1)
        {
            return false;
        }

        try
        {
            seat = new Seat(Encoding.UTF8.GetString(input[..end]), "c", PeerTransport.SignalR, Instance) { Data = RawJson.Parse(input[(end + 1)..]) };
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        if (!TryRead(input, out var seat))
        {
            return;
        }

        var (json, data) = (Encoding.Latin1.GetString(RosterJson.Write(seat)), Encoding.Latin1.GetString(seat.Data.Utf8.Span));
        var kept = $"7 5 {Lease} {json}";
        var found = KeptSeat().Match(kept);
        Invariant.Holds(found.Success && found.Groups[1].Value == Lease && found.Groups[2].Value == json);

        CheckSeat(seat, ReadStep($"\"kind\":\"joined\",\"order\":5,\"seat\":{json},\"data\":{data}"));
        CheckSeat(seat, ReadStep($"\"kind\":\"replaced\",\"order\":5,\"seat\":{json},\"data\":{data}"));
        Invariant.Holds(ReadStep($"\"kind\":\"left\",\"seat\":{json}") is RosterStep.Left { Version: 8 } left && left.PeerId == seat.PeerId);
        Invariant.Holds(ReadStep($"\"kind\":\"data\",\"seat\":{json},\"data\":{data}") is RosterStep.DataSet { Version: 8 } step
            && step.PeerId == seat.PeerId
            && step.Data.ToString() == seat.Data.ToString());

        var room = RosterSnapshot.Read([new("v", 8), new($"s:{seat.PeerId}", Bytes(kept)), new($"d:{seat.PeerId}", seat.Data.Utf8)]);
        Invariant.Holds(room is { Version: 8, Seats: [{ Generation: 7, Order: 5 }] });
        CheckSeat(seat, room.Seats[0]);
    }

    private static RosterStep? ReadStep(string fields) => RosterJson.ToStep(RosterJson.Read(Bytes($"{{\"version\":8,{fields}}}")));

    private static void CheckSeat(Seat seat, RosterStep? step)
    {
        Invariant.Holds(step is { Version: 8, Taken: not null });
        CheckSeat(seat, step.Taken);
    }

    private static void CheckSeat(Seat seat, Seat read)
    {
        Invariant.Holds((seat.PeerId, seat.ConnectionId, seat.Transport, seat.Instance) == (read.PeerId, read.ConnectionId, read.Transport, read.Instance));
        Invariant.Holds(read.Data.ToString() == seat.Data.ToString());
    }

    // The patterns of the scripts see bytes.
    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    // Lua's ^%d+ %d+ (%S+) (.*)$
    [GeneratedRegex(@"\A[0-9]+ [0-9]+ ([^ \t\n\v\f\r]+) (.*)\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex KeptSeat();
}
