using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering;
using Protoo.Tests.Specifications;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>An instance that was frozen for so long that its lease may be gone, and whose next beat finds it still held.</summary>
public sealed class StaleLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan s_frozen = TimeSpan.FromSeconds(5.5);

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private RedisServer? _redis;
    private RedisInstance? _frozen;
    private RedisInstance? _other;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _frozen = await RedisInstance.StartWithoutHeartbeatAsync(_redis, _clock);
        _other = await RedisInstance.StartAsync(_redis);
    }

    public async Task DisposeAsync()
    {
        foreach (var resource in (IAsyncDisposable?[])[_other, _frozen, _redis])
        {
            await (resource?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PeerJoinsBeforeTheBeat_IsInTheRoomOfAll_AfterIt(bool isRoomKnown)
    {
        var (there, here) = (_other!.CreateStore("hub"), _frozen!.CreateStore("hub"));
        var (roomThere, roomHere) = (new RecordingReplica("r"), new RecordingReplica("r"));
        await JoinAsync(there, roomThere, "there");
        if (isRoomKnown)
        {
            await JoinAsync(here, roomHere, "first");
        }

        _clock.Advance(s_frozen);
        await JoinAsync(here, roomHere, "late");
        await _frozen.BeatAsync();

        // A join waits until the room is up to date here.
        await JoinAsync(here, roomHere, "next");
        await JoinAsync(there, roomThere, "last");
        string[] expected = isRoomKnown ? ["there", "first", "late", "next", "last"] : ["there", "late", "next", "last"];
        Assert.Equal(expected, PeersOf(roomThere));
        Assert.Equal(expected[..^1], PeersOf(roomHere).Take(expected.Length - 1));
    }

    private static async Task JoinAsync(IRosterStore store, RecordingReplica room, string peerId)
    {
        var seat = new Seat(peerId, $"connection of {peerId}", PeerTransport.Native, store.Instance);
        Assert.Equal(SeatOutcome.Taken, await store.JoinAsync(room, seat, new JoinRules(DuplicatePeer.Replace)).AsTask().DefaultTimeout());
    }

    private static IEnumerable<string> PeersOf(RecordingReplica room) => room.Seats.Select(static seat => seat.PeerId);
}
