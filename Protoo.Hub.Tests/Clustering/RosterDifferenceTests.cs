using System.Text;
using Protoo.Clustering;

namespace Protoo.Tests.Clustering;

/// <summary>What an instance finds when it has missed steps: who joined, who left, whose data changed.</summary>
public sealed class RosterDifferenceTests
{
    private readonly Roster _roster = new();

    public RosterDifferenceTests() => _roster.Load(3, [Seat("a", 1), Seat("b", 2), Seat("c", 3)]);

    [Fact]
    public void Load_TheSame_IsNoDifference()
    {
        var held = _roster.Find("a");
        var difference = _roster.Load(3, [Seat("a", 1), Seat("b", 2), Seat("c", 3)]);

        Assert.Empty(difference.Vacated.Concat(difference.Taken).Concat(difference.Joined).Concat(difference.DataSet));
        Assert.Empty(difference.Left);
        Assert.Same(held, _roster.Find("a"));
    }

    [Fact]
    public void Load_SomeCame_SomeWent()
    {
        var gone = _roster.Find("b")!;
        var difference = _roster.Load(6, [Seat("e", 5), Seat("c", 3), Seat("d", 4), Seat("a", 1)]);

        Assert.Equal([gone], difference.Vacated);
        Assert.True(gone.IsVacant);
        Assert.Equal(["d", "e"], difference.Joined.Select(static seat => seat.PeerId));
        Assert.Equal(difference.Joined, difference.Taken);
        Assert.Equal(["b"], difference.Left);
        Assert.Equal(["a", "c", "d", "e"], _roster.Seats.Select(static seat => seat.PeerId));
        Assert.Equal(6, _roster.Version);
    }

    [Fact]
    public void Load_OneWasReplaced_IsAnotherSeatOfTheSamePeer()
    {
        var old = _roster.Find("b")!;
        var newer = Seat("b", 2, connection: "another", generation: 4);
        var difference = _roster.Load(4, [Seat("a", 1), newer, Seat("c", 3)]);

        Assert.Equal([old], difference.Vacated);
        Assert.Equal([newer], difference.Taken);
        Assert.Empty(difference.Joined);
        Assert.Empty(difference.Left);
    }

    [Fact]
    public void Load_DataAreOthers_AreSeenByWhoHoldsTheSeat()
    {
        var held = _roster.Find("c")!;
        var difference = _roster.Load(5, [Seat("a", 1), Seat("b", 2, data: "{}"), Seat("c", 3, data: "[1]", generation: 5)]);

        Assert.Equal([held], difference.DataSet);
        Assert.Equal(("[1]", 5), (held.Data.ToString(), held.Generation));
    }

    private static Seat Seat(string peerId, long order, string connection = "", string data = "{}", long? generation = null)
    {
        return new Seat(peerId, $"{peerId}{connection}", PeerTransport.Native, "instance")
        {
            Order = order,
            Generation = generation ?? order,
            Data = new RawJson(Encoding.UTF8.GetBytes(data)),
        };
    }
}
