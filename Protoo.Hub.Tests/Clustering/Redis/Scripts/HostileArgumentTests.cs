using System.Text;
using System.Text.Json;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using Protoo.Fuzzing.Targets;
using Protoo.Tests.Fuzzing;

namespace Protoo.Tests.Clustering.Redis.Scripts;

/// <summary>Whatever peers are called and whatever their data is, the scripts keep it and publish it as it is.</summary>
public sealed class HostileArgumentTests : ScriptTest
{
    private const string Lease = "i#0";

    [Fact]
    public async Task Corpus_IsKeptAndPublished()
    {
        var seats = new Dictionary<string, Seat>(StringComparer.Ordinal);
        foreach (var file in CorpusTests.ReadCorpus(new ScriptTarget().Name))
        {
            if (ScriptTarget.TryRead(await File.ReadAllBytesAsync(file), out var seat))
            {
                seats[seat.PeerId] = seat;
            }
        }

        Assert.NotEmpty(seats);
        foreach (var seat in seats.Values)
        {
            seat.Generation = await JoinAsync(seat.PeerId, JsonOf(seat), lease: Lease);
            Assert.Equal(seat.Generation + 1, (long)await EvaluateAsync(RosterScript.SetData, seat.PeerId, seat.Generation, seat.Data.Utf8));
        }

        await AssertPublishedAsync([.. seats.Values.SelectMany(static seat => new[] { $"Joined {Show(seat)}", $"DataSet {seat.PeerId} {seat.Data}" })]);
        var expected = seats.Values.Select(static seat => $"{Show(seat)} {seat.Data}").ToHashSet(StringComparer.Ordinal);
        Assert.Equal(expected, [.. RosterSnapshot.Read(await Database.HashGetAllAsync(Key).DefaultTimeout()).Seats.Select(static seat => $"{Show(seat)} {seat.Data}")]);

        // None of them is connected any more.
        var marker = RosterJson.WriteMarker("i", 1);
        var room = RosterSnapshot.Read(await EvaluateAsync(RosterScript.Reconcile, Remembered, Lease, "i#", marker, Expiry, string.Empty, 0));
        Assert.Empty(room.Seats);
        await AssertPublishedAsync([.. seats.Keys.Select(static peerId => $"Left {peerId}")], inOrder: false);

        // They come back, leave, and come back, and their instance dies.
        foreach (var seat in seats.Values)
        {
            Assert.True(await LeaveAsync(seat.PeerId, await JoinAsync(seat.PeerId, JsonOf(seat), seat.Data.ToString(), lease: Lease)) > 0);
            await EvaluateAsync(RosterScript.Reconcile, Remembered, Lease, "j#", marker, Expiry, string.Empty, 0, "here", seat.PeerId, 1, RosterJson.Write(seat), seat.Data.Utf8);
        }

        Assert.Equal(seats.Count, (long)await EvaluateAsync(RosterScript.Sweep, Remembered, Lease));
        Assert.Single(await ReadRoomAsync());
    }

    private static string JsonOf(Seat seat) => Encoding.UTF8.GetString(RosterJson.Write(seat));

    private static string Show(Seat seat) => JsonSerializer.Serialize(new { seat.PeerId, seat.ConnectionId, seat.Transport, seat.Instance });

    private static string Show(RosterStep? step) => step switch
    {
        RosterStep.Joined joined => $"Joined {Show(joined.Seat)}",
        RosterStep.Left left => $"Left {left.PeerId}",
        RosterStep.DataSet set => $"DataSet {set.PeerId} {set.Data}",
        _ => string.Empty,
    };

    private async Task AssertPublishedAsync(string[] expected, bool inOrder = true)
    {
        var steps = (await ReadPublishedAsync())
            .Select(static text => Show(RosterJson.ToStep(RosterJson.Read(Encoding.UTF8.GetBytes(text)))))
            .Where(static text => text.Length > 0);
        Assert.Equal(inOrder ? expected : expected.Order(StringComparer.Ordinal), inOrder ? steps : steps.Order(StringComparer.Ordinal));
    }
}
