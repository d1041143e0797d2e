using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering;
using Protoo.Protocol;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>Every request to a peer ends exactly once.</summary>
public sealed class PeerRequestTableTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _clock = new();
    private readonly PeerRequestTable _table;
    private readonly Seat _here = Seat("a", "here");
    private readonly Seat _there = Seat("b", "there");

    public PeerRequestTableTests() => _table = new PeerRequestTable("here", TestMeters.CreateProtooMetrics(), _clock, JsonSerializerOptions.Web);

    [Fact]
    public async Task Answer_EndsIt_AndItsDeadline()
    {
        var request = Begin<int>(_here);
        Assert.True(_table.TryGetReturnType(request.InvocationId, out var type));
        Assert.Equal(typeof(int), type);

        Assert.True(_table.TryComplete(_here.ConnectionId, CompletionMessage.WithResult(request.InvocationId, 7)));

        Assert.Equal(7, (await request.Response.DefaultTimeout()).Data);
        Assert.False(_here.HasPendingRequests);
        Assert.False(_table.TryGetReturnType(request.InvocationId, out _));
        Assert.False(_table.TryComplete(_here.ConnectionId, CompletionMessage.WithResult(request.InvocationId, 8)));
    }

    [Fact]
    public void Answer_OfAnotherConnection_IsNone()
    {
        var request = Begin<int>(_here);

        Assert.False(_table.TryComplete("another", CompletionMessage.WithResult(request.InvocationId, 7)));
        Assert.False(request.Response.IsCompleted);
    }

    [Fact]
    public async Task Refusal_KeepsCodeAndReason()
    {
        var native = Begin<int>(_here);
        _table.TryComplete(_here.ConnectionId, new ProtooErrorCompletion(native.InvocationId, 7, "no"));
        var signalR = Begin<int>(_here);
        _table.TryComplete(_here.ConnectionId, CompletionMessage.WithError(signalR.InvocationId, "HubException: 451: Not for you"));
        var remote = Begin<int>(_there);
        _table.Complete(new RoomAnswer(remote.InvocationId, false, default, 9, "never"));

        Assert.Equal((7, "no"), await ErrorAsync(native));
        Assert.Equal((451, "Not for you"), await ErrorAsync(signalR));
        Assert.Equal((9, "never"), await ErrorAsync(remote));
    }

    [Fact]
    public async Task Deadline_Is408_NotAMomentEarlier()
    {
        var request = Begin<int>(_here);

        _clock.Advance(s_timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(request.Response.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((408, "request timeout"), await ErrorAsync(request));
    }

    [Fact]
    public async Task OneOfTwoToASeat_EndsAlone()
    {
        var (first, second) = (Begin<int>(_here), Begin<int>(_here));

        _table.Fail(first, 499, "The request was canceled.");
        Assert.Equal(499, (await ErrorAsync(first)).Code);
        Assert.False(second.Response.IsCompleted);

        _table.FailAll(_here, 410, "peer closed");
        Assert.Equal((410, "peer closed"), await ErrorAsync(second));
    }

    [Fact]
    public async Task SeatInstanceAndCluster_EndTheirOwn()
    {
        var ofSeat = Begin<int>(_here);
        _table.FailAll(_here, 410, "peer closed");
        Assert.Equal((410, "peer closed"), await ErrorAsync(ofSeat));

        var (local, ofInstance) = (Begin<int>(_here), Begin<int>(_there));
        _table.FailInstance("there");
        Assert.Equal((410, "peer closed"), await ErrorAsync(ofInstance));

        var remote = Begin<int>(_there);
        _table.FailRemote();
        Assert.Equal(503, (await ErrorAsync(remote)).Code);
        Assert.False(local.Response.IsCompleted);
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("{\"a\":1}")]
    public async Task AnswerFromElsewhere_ThatDoesNotFit_Is500(string json)
    {
        var request = Begin<int>(_there);

        _table.Complete(new RoomAnswer(request.InvocationId, true, RawJson.From(JsonSerializer.Deserialize<JsonElement>(json)), 0, null));

        Assert.Equal((500, "The answer does not fit what was asked for."), await ErrorAsync(request));
    }

    [Fact]
    public async Task AnswerFromHere_OfAnotherType_Is500_AndNothingIsNothing()
    {
        var wrong = Begin<int>(_here);
        _table.TryComplete(_here.ConnectionId, CompletionMessage.WithResult(wrong.InvocationId, "x"));
        Assert.Equal((500, "The answer does not fit what was asked for."), await ErrorAsync(wrong));

        var nothing = Begin<string>(_here);
        _table.TryComplete(_here.ConnectionId, CompletionMessage.WithResult(nothing.InvocationId, RawJson.Parse("null")));
        Assert.True((await nothing.Response.DefaultTimeout()).Ok);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task AnswerFromElsewhere_OfNothing_IsTheTypesDefault(string json)
    {
        var request = Begin<int>(_there);
        _table.Complete(new RoomAnswer(request.InvocationId, true, RawJson.Parse(json), 0, null));
        var response = await request.Response.DefaultTimeout();
        Assert.Equal((true, 0), (response.Ok, response.Data));
    }

    [Fact]
    public async Task RefusalFromElsewhere_WithoutReason_HasAnEmptyOne()
    {
        var request = Begin<int>(_there);
        _table.Complete(new RoomAnswer(request.InvocationId, false, default, 7, null));
        Assert.Equal((7, string.Empty), await ErrorAsync(request));
    }

    [Fact]
    public void AnswerToNobody_IsNone()
    {
        _table.Complete(new RoomAnswer("p99", true, default, 0, null));
        Assert.False(_table.TryComplete("nobody", CompletionMessage.WithResult("p99", 1)));
    }

    [Fact]
    public async Task SeveralToOneSeat_EndTogether_OneAtATimeBefore()
    {
        var (first, second, third) = (Begin<int>(_here), Begin<int>(_here), Begin<int>(_here));
        _table.Fail(second, 1, "alone");
        Assert.False(first.Response.IsCompleted || third.Response.IsCompleted);
        _table.FailAll(_here, 410, "peer closed");
        Assert.Equal((410, 1, 410), ((await ErrorAsync(first)).Code, (await ErrorAsync(second)).Code, (await ErrorAsync(third)).Code));
        _table.FailAll(_here, 410, "peer closed");
        Assert.False(_here.HasPendingRequests);
    }

    [Fact]
    public void BothSides_ArePending_WhileItLasts()
    {
        var request = _table.Create<int>(_here, _there);
        Assert.False(_here.HasPendingRequests || _there.HasPendingRequests);
        _table.Begin(request, s_timeout);
        Assert.True(_here.HasPendingRequests && _there.HasPendingRequests);
        _table.Fail(request, 1, "over");
        Assert.False(_here.HasPendingRequests || _there.HasPendingRequests);
    }

    private PeerRequest<T> Begin<T>(Seat seat)
    {
        var request = _table.Create<T>(null, seat);
        _table.Begin(request, s_timeout);
        return request;
    }

    private static async Task<(int Code, string Reason)> ErrorAsync<T>(PeerRequest<T> request)
    {
        var response = await request.Response.DefaultTimeout();
        return (response.ErrorCode, response.ErrorReason!);
    }

    private static Seat Seat(string peerId, string instance) => new(peerId, $"connection of {peerId}", PeerTransport.Native, instance);
}
