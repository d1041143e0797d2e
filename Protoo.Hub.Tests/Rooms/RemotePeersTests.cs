using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>A room with peers on another instance: what goes there, and what comes from there.</summary>
public sealed class RemotePeersTests : IAsyncLifetime
{
    private readonly RecordingStore _store = new();
    private readonly RoomHarness _harness;
    private RoomMember _here = null!;
    private Seat _there = null!;

    public RemotePeersTests() => _harness = new RoomHarness(static options => options.AnnouncePeers = false, _store);

    private LocalRoom Room => _harness.Room;

    public async Task InitializeAsync()
    {
        _here = await _harness.JoinAsync("here");
        _there = RecordingStore.Join(Room, "there");
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Notify_GoesThere_OnlyWhileThereIsSomebody()
    {
        await Room.Notify(_here.Peer.Seat, new InvocationMessage("m", [1]), to: null, except: ["here"]);
        var published = Assert.IsType<RoomMessage.Notification>(Assert.Single(_store.Published));
        Assert.Equal(("here", _here.Peer.Seat.Generation, 0L), (published.SenderId, published.SenderGeneration, published.Generation));
        Assert.Equal(["here"], published.Except!);

        await Room.LeaveAsync(_there);
        await Room.Notify(_here.Peer.Seat, new InvocationMessage("m", [1]), to: null, except: null);
        Assert.Single(_store.Published);
    }

    [Fact]
    public async Task Arguments_GoThereAsJson_ANullAsNull()
    {
        await Room.Notify(null, new InvocationMessage("m", [null, new { N = 1 }, "x"]), to: null, except: null);
        var published = Assert.IsType<RoomMessage.Notification>(Assert.Single(_store.Published));
        Assert.Equal(["null", """{"n":1}""", "\"x\""], published.Arguments.Select(static argument => argument.ToString()));
        Assert.Equal((null, 0L), (published.SenderId, published.SenderGeneration));
    }

    [Fact]
    public async Task NotifyOne_NamesItsSeat()
    {
        await Room.Notify(null, new InvocationMessage("m", [1]), _there);
        await Room.Notify(null, new InvocationMessage("m", [1]), _here.Peer.Seat);

        var published = Assert.IsType<RoomMessage.Notification>(Assert.Single(_store.Published));
        Assert.Equal((_there.Generation, "there"), (published.Generation, Assert.Single(published.To!)));
    }

    [Fact]
    public void FromThere_IsDelivered_UnlessItsSenderHasGoneSince()
    {
        RecordingStore.Receive(Room, From(_there, "now"));
        RecordingStore.Receive(Room, From(_there, "late") with { SenderGeneration = _there.Generation - 1 });
        RecordingStore.Receive(Room, From(_there, "of nobody") with { SenderId = "nobody" });
        RecordingStore.Receive(Room, From(_there, "of the hub") with { SenderId = null });

        Assert.Equal(["now 1", "of the hub 1"], _here.Read());
    }

    [Fact]
    public async Task FromThere_ToOneWhoHasGoneSince_IsNotDelivered()
    {
        var old = _here.Peer.Seat.Generation;
        var newer = await _harness.JoinAsync("here");

        RecordingStore.Receive(Room, From(_there, "for the old one") with { To = ["here"], Generation = old });
        RecordingStore.Receive(Room, From(_there, "for the new one") with { To = ["here"], Generation = newer.Peer.Seat.Generation });
        RecordingStore.Receive(Room, From(_there, "for either") with { To = ["here"] });

        Assert.Equal(["for the new one 1", "for either 1"], newer.Read());
    }

    [Fact]
    public async Task RequestFromThere_IsAskedAndAnswered_Or410()
    {
        var request = new RoomMessage.Request("there", _there.Generation, "m", [RawJson.From(1)], "x7", "elsewhere", _store.Instance, "here", _here.Peer.Seat.Generation, TimeSpan.FromSeconds(1));
        RecordingStore.Receive(Room, request);
        RecordingStore.Receive(Room, request with { Generation = 1000 });
        RecordingStore.Receive(Room, request with { SenderGeneration = 1000 });
        RecordingStore.Receive(Room, request with { Instance = "another one" });

        Assert.Equal(["p1: m 1"], _here.Read());
        Assert.Equal((410, 410), ((await _store.NextAnswerAsync()).ErrorCode, (await _store.NextAnswerAsync()).ErrorCode));
        await _harness.LifetimeManager.SetConnectionResultAsync(_here.Connection.ConnectionId, CompletionMessage.WithResult("p1", RawJson.From("yes")));
        var answer = await _store.NextAnswerAsync();
        Assert.Equal(("x7", true, "\"yes\""), (answer.Id, answer.Ok, answer.Data.ToString()));
    }

    [Fact]
    public async Task RequestToThere_IsPublished_AndIs503WhereItCannotBe()
    {
        var asked = RequestAsync();
        var published = Assert.IsType<RoomMessage.Request>(Assert.Single(_store.Published));
        Assert.Equal(("there", _there.Generation, "elsewhere"), (published.PeerId, published.Generation, published.Instance));
        Assert.Equal(("here", _here.Peer.Seat.Generation, _store.Instance), (published.SenderId, published.SenderGeneration, published.From));
        _store.Requests!.Complete(new RoomAnswer(published.Id, true, RawJson.From(7), 0, null));
        Assert.Equal("7", (await asked.DefaultTimeout()).Data.ToString());

        var lost = RequestAsync();
        _store.Requests.FailInstance("elsewhere");
        Assert.Equal(410, (await lost.DefaultTimeout()).ErrorCode);

        _store.IsAvailable = false;
        Assert.Equal(503, (await RequestAsync().DefaultTimeout()).ErrorCode);
    }

    private Task<PeerResponse<RawJson>> RequestAsync()
    {
        return Room.Requests.AskAsync<RawJson>(_here.Peer.Seat, _there, "m", [1], TimeSpan.FromSeconds(1), CancellationToken.None);
    }

    private static RoomMessage.Notification From(Seat sender, string method) => new(sender.PeerId, sender.Generation, method, [RawJson.From(1)], null, null, 0);
}
