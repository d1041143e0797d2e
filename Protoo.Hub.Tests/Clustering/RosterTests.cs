using Protoo.Clustering;

namespace Protoo.Tests.Clustering;

/// <summary>The rules of a roster, and how a copy of it applies steps.</summary>
public sealed class RosterTests
{
    private readonly Roster _roster = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Apply_StepIsMissingOrOld_Throws(long version)
    {
        _roster.Apply(new RosterStep.Joined(1, 1, NewSeat("a")));
        var exception = Assert.Throws<InvalidOperationException>(() => _roster.Apply(new RosterStep.Joined(version, version, NewSeat("b"))));
        Assert.Equal($"Step {version} cannot follow step 1.", exception.Message);
        Assert.Equal((1, 1), (_roster.Version, _roster.Count));
    }

    [Fact]
    public void Join_LeadsToTheNextStep_WhichIsThePlaceAsWell()
    {
        Apply("a", 1);
        Apply("b", 2);
        Assert.Equal(SeatOutcome.Taken, _roster.Join(NewSeat("c"), new(DuplicatePeer.Reject), out var joined));
        var step = Assert.IsType<RosterStep.Joined>(joined);
        Assert.Equal((3, 3), (step.Version, step.Order));
        Assert.Equal(step.Seat, step.Taken);
    }

    [Fact]
    public void Join_PeerIsThere_StaysOrIsReplaced()
    {
        Apply("a", 1);
        var claim = NewSeat("a");
        Assert.Equal(SeatOutcome.PeerExists, _roster.Join(claim, new(DuplicatePeer.Reject), out var step));
        Assert.Null(step);
        Assert.Equal(SeatOutcome.Taken, _roster.Join(claim, new(DuplicatePeer.Replace), out step));
        Assert.Equal(new RosterStep.Replaced(2, claim), step);
    }

    [Fact]
    public void Join_RoomIsFull_OnlyThoseWhoAreThereMayTakeASeat()
    {
        Apply("a", 1);
        Assert.Equal(SeatOutcome.Taken, _roster.Join(NewSeat("b"), new(DuplicatePeer.Replace, MaximumPeers: 2), out _));
        Apply("b", 2);
        Assert.Equal(SeatOutcome.RoomFull, _roster.Join(NewSeat("c"), new(DuplicatePeer.Replace, MaximumPeers: 2), out var step));
        Assert.Null(step);
        Assert.Equal(SeatOutcome.Taken, _roster.Join(NewSeat("b"), new(DuplicatePeer.Replace, MaximumPeers: 2), out _));
        Assert.Equal(SeatOutcome.PeerExists, _roster.Join(NewSeat("b"), new(DuplicatePeer.Reject, MaximumPeers: 2), out _));
    }

    [Fact]
    public void Joined_WhoWasPutBack_ComesToThePlaceOfBefore()
    {
        Apply("d", 40);
        Apply("b", 20);
        Apply("c", 40);
        Apply("a", 10);
        Apply("e", 40);
        Assert.Equal(["a", "b", "c", "d", "e"], PeerIds());
    }

    [Fact]
    public void Load_PlacesAreThoseOfTheOrder_ThenOfTheId()
    {
        _roster.Load(9, [InPlace("c", 2), InPlace("b", 2), InPlace("d", 1)]);
        Assert.Equal(["d", "b", "c"], PeerIds());
    }

    [Fact]
    public void Leave_OfAnotherSeat_LeadsToNoStep()
    {
        var seat = Apply("a", 1);
        Assert.Equal(new RosterStep.Left(2, "a"), _roster.Leave(seat));
        Assert.Null(_roster.Leave(NewSeat("a")));
        Assert.Null(_roster.SetData(NewSeat("a"), default));
        Assert.Null(_roster.Leave(NewSeat("b")));
    }

    [Fact]
    public void Close_NobodyThere_LeadsToNoStep()
    {
        Assert.Null(_roster.Close());
        Apply("a", 1);
        Assert.Equal(new RosterStep.Closed(2), _roster.Close());
    }

    [Fact]
    public void Seat_IsTakenWithAStep()
    {
        var seat = NewSeat("a");
        Assert.False(seat.IsTaken);
        _roster.Join(seat, new(DuplicatePeer.Reject), out var step);
        _roster.Apply(step!);
        Assert.True(seat.IsTaken);
    }

    [Fact]
    public void Closed_AskedForAfterTheSeatIsVacant_IsCanceled()
    {
        var seat = NewSeat("a");
        seat.Vacate();
        seat.Vacate();
        Assert.True(seat.Closed.IsCancellationRequested);
    }

    private static Seat NewSeat(string peerId) => new(peerId, $"connection of {peerId}", PeerTransport.Native, "instance");

    private static Seat InPlace(string peerId, long order)
    {
        var seat = NewSeat(peerId);
        seat.Order = order;
        return seat;
    }

    private Seat Apply(string peerId, long order)
    {
        var seat = NewSeat(peerId);
        _roster.Apply(new RosterStep.Joined(_roster.Version + 1, order, seat));
        return seat;
    }

    private string[] PeerIds() => [.. _roster.Seats.Select(static seat => seat.PeerId)];
}
