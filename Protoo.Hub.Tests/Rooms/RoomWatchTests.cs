using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>What is passed on to those who watch a room, and how long.</summary>
public sealed class RoomWatchTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);
    private static readonly RawJson s_data = RawJson.Parse("[1,2,3]");

    private readonly FakeTimeProvider _clock = new();
    private readonly List<(string Instance, IReadOnlyList<RoomTraffic> Traffic)> _reports = [];
    private readonly RoomWatch _watch;
    private int _unused;

    public RoomWatchTests() => _watch = new RoomWatch("here", JsonSerializerOptions.Web, (instance, traffic) => _reports.Add((instance, traffic)), _ => _unused++, _clock);

    [Fact]
    public void AnInstanceThatNoLongerSaysSo_DoesNotWatchAnyMore()
    {
        _watch.Add("there", includesData: false);
        for (var second = 0; second < 20; second += 5)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            _watch.Add("there", includesData: false);
        }

        Send("a");
        _clock.Advance(s_interval);
        Assert.Equal("there", Assert.Single(_reports).Instance);
        Assert.Equal(0, _unused);

        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.False(_watch.IsUsed);
        Assert.NotEqual(0, _unused);
        Send("a");
        _clock.Advance(s_interval);
        Assert.Single(_reports);
    }

    [Fact]
    public void Data_OnlyForThoseWhoWantIt_AndNotIfThereIsMuch()
    {
        _watch.Add("with", includesData: true);
        _watch.Add("without", includesData: false);
        Send("a");
        _watch.PeerSent(CreateSeat("b"), RoomTrafficKind.Notification, "big", RawJson.From(new string('x', 20_000)));
        _clock.Advance(s_interval);

        var with = _reports.Single(static report => report.Instance == "with").Traffic;
        var without = _reports.Single(static report => report.Instance == "without").Traffic;
        Assert.Equal(["[1,2,3]", null], with.Select(static entry => entry.Data?.ToString()));
        Assert.All(without, static entry => Assert.Null(entry.Data));
        Assert.Equal([7, 20_002], without.Select(static entry => entry.Size));
    }

    [Fact]
    public void WhatIsTooMuch_IsToldWithTheSendersNext()
    {
        _watch.Add("there", includesData: false);
        for (var i = 0; i < 50; i++)
        {
            Send("a");
        }

        Send("b");
        _clock.Advance(s_interval);
        var first = _reports[0].Traffic;
        Assert.Equal(20, first.Count(static entry => entry.From == "a"));
        Assert.Equal(0, first.Sum(static entry => entry.Omitted));
        Assert.Equal(1, first.Count(static entry => entry.From == "b"));

        _clock.Advance(s_interval);
        Send("b");
        Send("a");
        _clock.Advance(s_interval);
        Assert.Equal([("b", 0, 0L), ("a", 30, 210L)], _reports[1].Traffic.Select(static entry => (entry.From!, entry.Omitted, entry.OmittedSize)));
    }

    [Fact]
    public async Task AReader_ReadsUntilItStops()
    {
        var reader = new RoomWatchReader(includesData: false);
        _watch.Add(reader);
        Send("a");
        _watch.Deliver([new RoomTraffic { Time = default, Instance = "there", Kind = RoomTrafficKind.Left, From = "z", Data = s_data }]);
        _clock.Advance(s_interval);
        var read = new List<string?>();
        await foreach (var entry in reader.ReadAllAsync(CancellationToken.None))
        {
            Assert.Null(entry.Data);
            read.Add(entry.From);
            if (read.Count == 2)
            {
                break;
            }
        }

        Assert.Equal(["z", "a"], read);
        reader.Dispose();
        _clock.Advance(s_interval);
        Assert.False(_watch.IsUsed);
    }

    public void Dispose() => _watch.Dispose();

    private static Seat CreateSeat(string peerId) => new(peerId, "connection", PeerTransport.Native, "here");

    private void Send(string peerId) => _watch.PeerSent(CreateSeat(peerId), RoomTrafficKind.Request, "m", s_data);
}
