using System.Text;
using System.Text.Json;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>What instances exchange, and keep in Redis, is read as it was written.</summary>
public sealed class RosterJsonTests
{
    [Fact]
    public void Notification_IsReadAsItWasWritten()
    {
        var message = new RoomMessage.Notification("a", 7, "m", [RawJson.Parse("""{ "x" : 1.00 }"""), RawJson.Parse("null")], ["b"], ["c"], 9);
        var record = RosterJson.Read(RosterJson.Write(message, "i"));
        Assert.Equal("i", record.From);
        Assert.Null(RosterJson.ToStep(record));
        var read = Assert.IsType<RoomMessage.Notification>(RosterJson.ToMessage(record));
        Assert.Equal(("a", 7L, "m", 9L), (read.SenderId, read.SenderGeneration, read.Method, read.Generation));
        Assert.Equal(["""{ "x" : 1.00 }""", "null"], read.Arguments.Select(static argument => argument.ToString()));
        Assert.Equal(["b"], read.To!);
        Assert.Equal(["c"], read.Except!);
    }

    [Fact]
    public void OwnNotification_IsKnownByItsStart_AndNothingElseIs()
    {
        var start = RosterJson.WriteStartOfNotification("i");
        var notification = new RoomMessage.Notification(null, 0, "m", [], null, null, 0);
        Assert.True(RosterJson.Write(notification, "i").AsSpan().StartsWith(start));
        Assert.False(RosterJson.Write(notification, "ii").AsSpan().StartsWith(start));
        Assert.False(RosterJson.Write(notification, null).AsSpan().StartsWith(start));
        Assert.False(RosterJson.Write(Request(), "i").AsSpan().StartsWith(start));
    }

    [Fact]
    public void Request_IsReadAsItWasWritten_FromWhoAsks()
    {
        var record = RosterJson.Read(RosterJson.Write(Request(), "not it"));
        var read = Assert.IsType<RoomMessage.Request>(RosterJson.ToMessage(record));
        Assert.Equal(Request() with { Arguments = read.Arguments }, read);
        Assert.Equal("1", Assert.Single(read.Arguments).ToString());
    }

    [Fact]
    public void Answer_IsReadAsItWasWritten()
    {
        var answer = new InstanceMessage { Hub = "hub", Answer = new RoomAnswer("p1", false, RawJson.Parse("2"), 403, "no") };
        Assert.Equal(answer.Answer with { Data = default }, RosterJson.ReadInstanceMessage(RosterJson.Write(answer)).Answer! with { Data = default });
        Assert.Equal(7, RosterJson.ReadInstanceMessage(RosterJson.Write(new InstanceMessage { Beat = 7 })).Beat);
    }

    [Fact]
    public void Marker_IsNoStepAndNoMessage()
    {
        var record = RosterJson.Read(RosterJson.WriteMarker("i", 7));
        Assert.Equal((RosterJson.Marker, "i", 7L), (record.Kind, record.From, record.Version));
        Assert.Null(RosterJson.ToStep(record));
        Assert.Null(RosterJson.ToMessage(record));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"kind":"joined","version":1}""")]
    [InlineData("""{"kind":"joined","version":1,"seat":{"peerId":"a","connectionId":"c"}}""")]
    [InlineData("""{"kind":"left","version":1,"seat":{"peerId":null}}""")]
    [InlineData("""{"kind":"notification","method":"m"}""")]
    [InlineData("""{"kind":"request","method":"m","arguments":[],"id":"p1","from":"i","instance":"j"}""")]
    [InlineData("""{"kind":"request","method":"m","arguments":[],"id":"p1","from":"i","instance":"j","peerId":"b","timeout":1e300}""")]
    public void Record_IsNoneOfOurs_IsRefused(string json)
    {
        Assert.ThrowsAny<JsonException>(() =>
        {
            var record = RosterJson.Read(Encoding.UTF8.GetBytes(json));
            _ = RosterJson.ToStep(record);
            _ = RosterJson.ToMessage(record);
        });
    }

    [Fact]
    public void InstanceMessage_IsNone_IsRefused()
    {
        Assert.ThrowsAny<JsonException>(() => RosterJson.ReadInstanceMessage("null"u8));
    }

    [Fact]
    public void Room_IsReadAsTheScriptsKeepIt()
    {
        var seat = new Seat("a b", "c", PeerTransport.SignalR, "i");
        var json = Encoding.UTF8.GetString(RosterJson.Write(seat));
        HashEntry[] fields = [new("s:a b", $"7 5 i#0 {json}"), new("v", 9), new("d:a b", """{"n":1}"""), new("s:d:", $"8 6 i#0 {Encoding.UTF8.GetString(RosterJson.Write(new Seat("d:", "e", PeerTransport.Native, "j")))}")];

        var snapshot = RosterSnapshot.Read(fields);
        Assert.Equal(9, snapshot.Version);
        Assert.Equal(
            [("a b", "c", PeerTransport.SignalR, "i", 7L, 5L, """{"n":1}"""), ("d:", "e", PeerTransport.Native, "j", 8L, 6L, "{}")],
            snapshot.Seats.Select(static seat => (seat.PeerId, seat.ConnectionId, seat.Transport, seat.Instance, seat.Generation, seat.Order, seat.Data.ToString())));

        var flat = RedisResult.Create([.. fields.SelectMany(static field => new[] { field.Name, field.Value })]);
        Assert.Equal((9, 2), (RosterSnapshot.Read(flat).Version, RosterSnapshot.Read(flat).Seats.Count));
        Assert.Equal(0, RosterSnapshot.Read(Array.Empty<HashEntry>()).Version);
    }

    [Theory]
    [InlineData("My.Hub", "r")]
    [InlineData("My.Hub", "a\nb")]
    public void RoomName_IsReadAsItWasWritten(string hub, string roomId)
    {
        Assert.Equal(new RoomName(hub, roomId), RoomName.Parse(new RoomName(hub, roomId).ToString()));
    }

    [Fact]
    public void Names_AreThoseOfADeployment()
    {
        var keys = new RedisKeys("p:", "c:");
        var room = new RoomName("hub", "r");
        string[] names = [.. new[] { keys.Room(room), keys.Leases, keys.Adopted, keys.RoomsOf("i#0") }.Select(static key => key.ToString())];
        Assert.Equal(["p:room:{hub:r}", "p:{leases}", "p:{leases}:adopted", "p:lease:i#0:rooms"], names);
        Assert.Equal(["c:p:room:{hub:r}", "c:p:instance:i", "c:p:expired"], new[] { keys.ChannelOf(room), keys.ChannelOf("i"), keys.ExpiredChannel }.Select(channel => keys.ForScript(channel).ToString()));
    }

    [Fact]
    public void Expiry_LeasesOutliveRooms_AndRoomsAreRenewedBefore()
    {
        var expiry = RedisExpiry.Default;
        Assert.Equal((60, 90, 20), (expiry.Rooms.TotalMinutes, expiry.Leases.TotalMinutes, expiry.RenewalInterval.TotalMinutes));
        Assert.Equal((3_600_000, 5_400_000, 60_000), ((long)expiry.RoomsForScript, (long)expiry.LeasesForScript, (long)RedisExpiry.EmptyRoom));
    }

    private static RoomMessage.Request Request() => new("a", 7, "m", [RawJson.Parse("1")], "p1", "i", "j", "b", 8, TimeSpan.FromSeconds(3));
}
