using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Hosting;
using Protoo.Rooms;
using Protoo.Tests.Functional;
using Protoo.Tests.Rooms;

namespace Protoo.Tests.Hosting;

/// <summary>Who is admitted: the server decides first, then the app, then the room.</summary>
public sealed class AdmissionTests : IAsyncDisposable
{
    private readonly RecordingStore _store = new();
    private readonly RoomHarness _harness;

    public AdmissionTests() => _harness = new RoomHarness(static options => options.DuplicatePeer = DuplicatePeer.Reject, _store);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Accepted_NamesRoomAndPeer()
    {
        var request = await DecideAsync("a");
        Assert.Equal((true, "r", "a"), (request.IsAccepted, request.RoomId, request.PeerId));
        Assert.Null(request.Rejection);
    }

    [Fact]
    public async Task RejectedByTheApp_HasItsCodeAndReason()
    {
        _harness.Script.Decides = static request =>
        {
            request.Reject(401, "who are you", afterUpgrade: true);
            throw new ProtooException(418, "not this one");
        };
        await AssertRejectedAsync(418, "not this one", RejectionCause.App);

        _harness.Script.Decides = static _ => throw new ProtooException(403, "Not Allowed");
        await AssertRejectedAsync(403, "Not Allowed", RejectionCause.App);
    }

    [Fact]
    public async Task AppThrows_IsAFault_AndNothingLeaks()
    {
        _harness.Script.Decides = static _ => throw new InvalidOperationException("the password of the database");
        await AssertRejectedAsync(500, "Internal Server Error", RejectionCause.Fault);
    }

    [Fact]
    public async Task Closed_TheAppIsNotAsked()
    {
        _harness.Script.OnMade = static () => Assert.Fail("A hub was made.");
        _store.IsAvailable = false;
        await AssertRejectedAsync(503, "The server takes no new connections.", RejectionCause.Unavailable);

        _store.IsAvailable = true;
        _harness.Registry.Stop();
        await AssertRejectedAsync(503, "The server takes no new connections.", RejectionCause.Unavailable);
    }

    [Fact]
    public async Task OthersCannotBeReached_ButNewcomersAreAdmitted_TheAppIsAsked()
    {
        _store.IsAvailable = false;
        _store.AdmitsWhileAway = true;
        Assert.True((await DecideAsync("a")).IsAccepted);
    }

    [Fact]
    public async Task PeerIsThere_AndStays_409()
    {
        await _harness.JoinAsync("a");
        await AssertRejectedAsync(409, "The room has a peer of that id.", RejectionCause.App);
        Assert.True((await DecideAsync("b")).IsAccepted);
    }

    [Fact]
    public async Task PeerIsThere_AndMayBeReplaced_IsAccepted()
    {
        await using var harness = new RoomHarness();
        await harness.JoinAsync("a");
        Assert.True((await DecideAsync("a", harness)).IsAccepted);
    }

    private async Task AssertRejectedAsync(int code, string reason, RejectionCause cause)
    {
        var request = await DecideAsync("a");
        Assert.False(request.IsAccepted);
        Assert.Equal((code, reason, cause), (request.Rejection!.Code, request.Rejection.Reason, request.Cause));
    }

    private Task<ConnectionRequest> DecideAsync(string peerId, RoomHarness? harness = null)
    {
        var context = new DefaultHttpContext { Request = { QueryString = new QueryString($"?peerId={peerId}") } };
        return (harness ?? _harness).Services.GetRequiredService<Admission<LifeHub>>().DecideAsync(context, PeerTransport.Native);
    }
}
