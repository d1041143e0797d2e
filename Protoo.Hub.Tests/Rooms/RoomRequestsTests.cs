using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>Who is asked, and how the request ends for the caller.</summary>
public sealed class RoomRequestsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    private readonly RoomHarness _harness = new(static options => options.AnnouncePeers = false);
    private RoomMember _a = null!;
    private RoomMember _b = null!;
    private RoomMember _c = null!;

    private RoomRequests Requests => _harness.Room.Requests;

    public async Task InitializeAsync()
    {
        _a = await _harness.JoinAsync("a");
        _b = await _harness.JoinAsync("b");
        _c = await _harness.JoinAsync("c");
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Spread_AsksThoseNamed_ButForThoseExcepted_AndAnswersInTheOrderOfJoining()
    {
        var asked = SpreadAsync(to: ["c", "nobody", "a", "b"], except: ["b", "nobody"]);
        Assert.Equal((["p1: m 1"], [], ["p2: m 1"]), (_a.Read(), _b.Read(), _c.Read()), TupleOfLists);
        await AnswerAsync(_c, "p2", 3);
        Assert.False(asked.IsCompleted);
        await AnswerAsync(_a, "p1", 1);
        Assert.Equal([("a", 1), ("c", 3)], (await asked.DefaultTimeout()).Select(static response => (response.PeerId, response.Data)));
    }

    [Fact]
    public async Task Spread_NobodyNamed_AsksAll_AndNobodyAtAll_IsOver()
    {
        Assert.Empty(await SpreadAsync(to: [], except: null));
        var asked = SpreadAsync(to: null, except: null);
        _harness.Clock.Advance(s_timeout);
        Assert.Equal([408, 408, 408], (await asked.DefaultTimeout()).Select(static response => response.ErrorCode));
    }

    [Fact]
    public async Task Canceled_TheRequestEnds_AndALateAnswerIsNone()
    {
        using var canceled = new CancellationTokenSource();
        var asked = Requests.AskAsync<int>(_a.Peer.Seat, _b.Peer.Seat, "m", [1], s_timeout, canceled.Token);
        Assert.True(_b.Peer.Seat.HasPendingRequests);
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.DefaultTimeout());
        Assert.False(_b.Peer.Seat.HasPendingRequests || _a.Peer.Seat.HasPendingRequests);
        Assert.False(_harness.Registry.Services.Requests.TryComplete(_b.Connection.ConnectionId, CompletionMessage.WithResult("p1", 7)));
    }

    [Fact]
    public async Task CanceledTokenThatIsNot_TheAnswerComes()
    {
        using var canceled = new CancellationTokenSource();
        var asked = Requests.AskAsync<int>(_a.Peer.Seat, _b.Peer.Seat, "m", [1], s_timeout, canceled.Token);
        await AnswerAsync(_b, "p1", 7);
        Assert.Equal(7, (await asked.DefaultTimeout()).Data);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(86_400_001)]
    public async Task Timeout_OutOfRange_NobodyIsAsked(double milliseconds)
    {
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Requests.AskAsync<int>(null, _b.Peer.Seat, "m", [1], timeout, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Requests.SpreadAsync<int>(null, "m", [1], null, null, timeout, CancellationToken.None));
        Assert.Empty(_b.Read());
    }

    private static bool TupleOfLists((string[] A, string[] B, string[] C) expected, (string[] A, string[] B, string[] C) actual)
    {
        return expected.A.SequenceEqual(actual.A) && expected.B.SequenceEqual(actual.B) && expected.C.SequenceEqual(actual.C);
    }

    private Task<PeerResponse<int>[]> SpreadAsync(string[]? to, string[]? except)
    {
        return Requests.SpreadAsync<int>(null, "m", [1], to, except, s_timeout, CancellationToken.None);
    }

    private Task AnswerAsync(RoomMember member, string id, int answer)
    {
        return _harness.LifetimeManager.SetConnectionResultAsync(member.Connection.ConnectionId, CompletionMessage.WithResult(id, answer));
    }
}
