using Microsoft.AspNetCore.SignalR;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>How a SignalR client joins its room or is told that it cannot, and what its hub does on its behalf.</summary>
public sealed class HubPeerTests : IAsyncDisposable
{
    private readonly RoomHarness _harness = new(static options => options.MaximumWaitingRequests = 2);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task NotJoined_HasNoRoomAndNoSeat_AndLeavesNone()
    {
        var member = RoomMember.Connect(_harness.Registry);
        Assert.False(member.Peer.HasSeat || member.Peer.IsNative || member.Peer.IsBusy || member.Peer.HasLeft || member.Peer.IsCongested);
        Assert.Null(member.Peer.ReadHold);
        Assert.Throws<InvalidOperationException>(() => member.Peer.Room);
        Assert.Throws<InvalidOperationException>(() => member.Peer.Seat);
        Assert.False(await member.Peer.LeaveAsync());
        await member.Peer.OpenAsync();
        await member.Peer.OnLeftAsync();
        Assert.True(member.Peer.HasLeft);
        await member.Peer.Left.DefaultTimeout();
    }

    [Fact]
    public async Task Busy_WhileItOwesOrIsOwedAnAnswer()
    {
        var a = await _harness.JoinAsync("a");
        Assert.False(a.Peer.IsBusy);
        a.Peer.OnInvocation();
        Assert.True(a.Peer.IsBusy);
        Assert.False(a.Peer.WhenAnsweredAsync().IsCompleted);
        a.Peer.OnInvocationAnswered();
        Assert.False(a.Peer.IsBusy);

        _ = _harness.Room.Requests.AskAsync<int>(null, a.Peer.Seat, "m", [1], TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.True(a.Peer.IsBusy);
        _harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(a.Peer.IsBusy);
    }

    [Fact]
    public void Waits_AsManyAsMay()
    {
        var peer = RoomMember.Connect(_harness.Registry).Peer;
        Assert.True(peer.TryBeginWait());
        Assert.True(peer.TryBeginWait());
        Assert.False(peer.TryBeginWait());
        Assert.False(peer.TryBeginWait());
        peer.EndWait();
        Assert.True(peer.TryBeginWait());
        Assert.False(peer.TryBeginWait());
    }

    [Theory]
    [InlineData(409, RejectionCause.App)]
    [InlineData(503, RejectionCause.Unavailable)]
    public void Refused_OnlyOnce(int code, object cause)
    {
        var peer = RoomMember.Connect(_harness.Registry).Peer;
        var request = _harness.CreateRequest();
        request.Accept("r", "a");
        peer.Refuse(request, new ProtooException(code, "first"));
        peer.Refuse(request, new ProtooException(418, "second"));
        Assert.Equal((code, "first", cause), (request.Rejection!.Code, request.Rejection.Reason, request.Cause));
    }

    public static TheoryData<Exception, string> Reasons => new()
    {
        { new ProtooException(403, "Not Allowed"), "closed: Connection closed with an error. ProtooException: 403: Not Allowed True" },
        { new HubException("no"), "closed: Connection closed with an error. HubException: no True" },
        { new InvalidOperationException("the password of the database"), "closed: Connection closed with an error. True" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Told_WhyItIsNotLetIn_Once(Exception exception, string expected)
    {
        var member = RoomMember.Connect(_harness.Registry);
        var told = member.Peer.TellAsync(exception);
        Assert.True(member.Peer.TellAsync(new ProtooException(1, "again")).IsCompletedSuccessfully);

        // A client that may come back is told after its ping or after 5 s.
        Assert.Empty(member.Read());
        _harness.Clock.Advance(TimeSpan.FromSeconds(5));
        await member.UntilWrittenAsync();
        Assert.Equal([expected], member.Read());
        Assert.False(told.IsCompleted);
        _harness.Clock.Advance(_harness.Registry.Options.CloseTimeout);
        await told.DefaultTimeout();
        Assert.Equal("Rejected", Assert.Single(_harness.Log.GetSnapshot()).Id.Name);
    }

    [Fact]
    public async Task RejectedByTheApp_IsToldAtOnce_ThatItIsNotToComeBack()
    {
        var member = RoomMember.Connect(_harness.Registry);
        var request = _harness.CreateRequest();
        request.Fail(new ProtooException(402, "No Money"), RejectionCause.App);
        member.Connection.Features.Set(request);
        _ = member.Peer.TellAsync(new InvalidOperationException("something else"));
        await member.UntilWrittenAsync();
        Assert.Equal(["closed: Connection closed with an error. ProtooException: 402: No Money False"], member.Read());
        Assert.Contains("402 No Money", Assert.Single(_harness.Log.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gone_ItIsNotReported()
    {
        var member = RoomMember.Connect(_harness.Registry);
        member.Connection.Abort();
        await member.UntilClosedAsync();
        await member.Peer.TellAsync(new ProtooException(403, "Not Allowed")).DefaultTimeout();
        Assert.Empty(_harness.Log.GetSnapshot());
    }
}
