using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Protoo.Clustering;

namespace Protoo.Tests.Rooms;

/// <summary>A room that missed steps: its peers are told the difference, and the metrics stay correct.</summary>
public sealed class RosterLoadTests : IAsyncLifetime
{
    private readonly RecordingStore _store = new();
    private readonly RoomHarness _harness;
    private RoomMember _a = null!;
    private RoomMember _b = null!;

    public RosterLoadTests() => _harness = new RoomHarness(store: _store);

    public async Task InitializeAsync()
    {
        _a = await _harness.JoinAsync("a");
        _b = await _harness.JoinAsync("b");
        RecordingStore.Join(_harness.Room, "gone");
        RecordingStore.Join(_harness.Room, "stays");
        _ = _a.Read();
        _ = _b.Read();
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public void Load_TellsWhoWent_WhoCame_WhoseDataChanged()
    {
        Load(_a.Peer.Seat, _b.Peer.Seat, SeatOf("stays", 4, """{"n":1}"""), SeatOf("came", 9));
        string[] expected = ["""peerClosed {"peerId":"gone"}""", """newPeer {"peerId":"came","data":{}}""", """peerData {"peerId":"stays","data":{"n":1}}"""];
        Assert.Equal(expected, _a.Read());
        Assert.Equal(expected, _b.Read());
    }

    [Fact]
    public async Task Load_OneHereWasRemoved_IsClosed_AndTheOthersAreTold()
    {
        Load(_a.Peer.Seat, SeatOf("gone", 3), SeatOf("stays", 4));
        await _b.UntilClosedAsync();
        Assert.True(_b.Peer.Seat.IsVacant);
        Assert.Equal(["""peerClosed {"peerId":"b"}"""], _a.Read());
    }

    [Fact]
    public void Load_NobodyHereIsLeft_TheRoomEnds()
    {
        var room = _harness.Room;
        Load(SeatOf("stays", 4));
        Assert.Null(_harness.Registry.Find("r"));
        Assert.True(room.Closed.IsCancellationRequested);
    }

    [Fact]
    public void Load_SomebodyElsewhere_IsSentTo()
    {
        Load(_a.Peer.Seat, _b.Peer.Seat);
        _ = _harness.Room.Notify(null, new Microsoft.AspNetCore.SignalR.Protocol.InvocationMessage("m", [1]), null, null);
        Assert.Empty(_store.Published);
        Load(_a.Peer.Seat, _b.Peer.Seat, SeatOf("came", 9));
        _ = _harness.Room.Notify(null, new Microsoft.AspNetCore.SignalR.Protocol.InvocationMessage("m", [1]), null, null);
        Assert.Single(_store.Published);
    }

    [Fact]
    public async Task Counted_AreThoseHere()
    {
        var meters = _harness.Services.GetRequiredService<IMeterFactory>();
        using var peers = new MetricCollector<long>(meters, ProtooMetrics.MeterName, "protoo.active_peers");
        using var rooms = new MetricCollector<long>(meters, ProtooMetrics.MeterName, "protoo.active_rooms");
        await _harness.JoinAsync("c");
        Load(_a.Peer.Seat, SeatOf("came", 9));
        Assert.Equal([1, -1, -1], peers.GetMeasurementSnapshot().Select(static measurement => measurement.Value));
        Assert.Empty(rooms.GetMeasurementSnapshot());

        await _a.Peer.LeaveAsync();
        Assert.Equal(-2, peers.GetMeasurementSnapshot().Sum(static measurement => measurement.Value));
        Assert.Equal([-1], rooms.GetMeasurementSnapshot().Select(static measurement => measurement.Value));
        await _harness.JoinAsync("d");
        await _harness.JoinAsync("e");
        Assert.Equal([-1, 1], rooms.GetMeasurementSnapshot().Select(static measurement => measurement.Value));
    }

    [Fact]
    public async Task SetData_TellsTheOthers()
    {
        await _harness.Room.SetDataAsync(_a.Peer.Seat, RawJson.From(new { n = 1 }));
        Assert.Empty(_a.Read());
        Assert.Equal(["""peerData {"peerId":"a","data":{"n":1}}"""], _b.Read());
    }

    private static Seat SeatOf(string peerId, long order, string? data = null)
    {
        return new Seat(peerId, $"connection of {peerId}", PeerTransport.Native, "elsewhere") { Generation = order, Order = order, Data = data is null ? default : RawJson.Parse(data) };
    }

    private void Load(params Seat[] seats)
    {
        var room = _harness.Room;
        lock (room.Gate)
        {
            room.LoadUnsynchronized(room.Roster.Version + 5, seats);
        }
    }
}
