using System.Text;
using Protoo.Clustering;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>A room in Redis and its channel, controlled by a test.</summary>
internal sealed class ScriptedReconciliation : IRoomReconciliation
{
    private Action<ReadOnlyMemory<byte>>? _onMessage;

    /// <summary>The attempts to reconcile the room. The test ends each of them.</summary>
    public List<TaskCompletionSource<RosterSnapshot>> Runs { get; } = [];

    /// <summary>For each attempt, the version up to which the replica has followed the room.</summary>
    public List<long> Followed { get; } = [];

    /// <summary>The numbers of the markers received.</summary>
    public List<long> Heard { get; } = [];

    public bool IsClosed { get; private set; }

    public Task<RosterSnapshot> RunAsync(Action<ReadOnlyMemory<byte>> onMessage, long followed)
    {
        _onMessage = onMessage;
        Followed.Add(followed);
        Runs.Add(new TaskCompletionSource<RosterSnapshot>());
        return Runs[^1].Task;
    }

    public void HearUnsynchronized(RosterJson.ChannelRecord marker) => Heard.Add(marker.Version);

    public Task CloseAsync()
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    /// <summary>Ends the latest attempt, with this room.</summary>
    public void Load(long version, params Seat[] seats) => WithoutContext.Run(() => Runs[^1].SetResult(new RosterSnapshot(version, seats, RoomData.None)));

    /// <summary>Fails the latest attempt.</summary>
    public void Fail(Exception exception) => WithoutContext.Run(() => Runs[^1].SetException(exception));

    /// <summary>Delivers a message on the channel.</summary>
    public void Publish(string json) => Publish(Encoding.UTF8.GetBytes(json));

    public void Publish(byte[] message) => _onMessage!(message);
}
