using Protoo.Clustering;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

public sealed class SeatExpectationsTests
{
    private readonly SeatExpectations _expectations = new(new Lock());
    private readonly Seat _claim = NewSeat("connection");

    [Fact]
    public void Claim_IsFoundByItsConnection_UntilTheExpectationEnds()
    {
        var (same, other) = (NewSeat("connection"), NewSeat("other connection"));
        using (_expectations.Expect(_claim))
        {
            Assert.Same(_claim, _expectations.FindClaim(same));
            Assert.Same(other, _expectations.FindClaim(other));
            Assert.Equal([_claim], _expectations.Claims);
        }

        Assert.Same(same, _expectations.FindClaim(same));
        Assert.Empty(_expectations.Claims);
    }

    [Fact]
    public void Departing_UntilTheExpectationEnds()
    {
        using (_expectations.ExpectNoMore(_claim))
        {
            Assert.True(_expectations.IsDeparting(_claim));
            Assert.False(_expectations.IsDeparting(NewSeat("connection")));
            Assert.Empty(_expectations.Claims);
        }

        Assert.False(_expectations.IsDeparting(_claim));
    }

    private static Seat NewSeat(string connectionId) => new("peer", connectionId, PeerTransport.Native, "instance");
}
