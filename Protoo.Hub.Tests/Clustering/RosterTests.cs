using Protoo.Clustering;

namespace Protoo.Tests.Clustering;

/// <summary>What a copy of a roster does with the steps that it is given.</summary>
public sealed class RosterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Apply_StepIsMissingOrOld_Throws(long version)
    {
        var roster = new Roster();
        roster.Apply(new RosterStep.Joined(1, 1, NewSeat("a")));
        Assert.Throws<InvalidOperationException>(() => roster.Apply(new RosterStep.Joined(version, version, NewSeat("b"))));
        Assert.Equal((1, 1), (roster.Version, roster.Count));
    }

    [Fact]
    public void Closed_AskedForAfterTheSeatIsVacant_IsCanceled()
    {
        var seat = NewSeat("a");
        seat.Vacate();
        seat.Vacate();
        Assert.True(seat.Closed.IsCancellationRequested);
    }

    private static Seat NewSeat(string peerId) => new(peerId, "connection", PeerTransport.Native, "instance");
}
