using System.Text;
using Protoo.Clustering;
using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>A room in Redis, and its channel, as a test has them.</summary>
internal sealed class ScriptedReconciliation : IRoomReconciliation
{
    private Action<ReadOnlyMemory<byte>>? _onMessage;

    /// <summary>The attempts to bring the room in line, each of which ends when the test says so.</summary>
    public List<TaskCompletionSource<RosterSnapshot>> Runs { get; } = [];

    /// <summary>The numbers of the markers that were heard.</summary>
    public List<long> Heard { get; } = [];

    public bool IsClosed { get; private set; }

    public Task<RosterSnapshot> RunAsync(Action<ReadOnlyMemory<byte>> onMessage)
    {
        _onMessage = onMessage;
        Runs.Add(new TaskCompletionSource<RosterSnapshot>());
        return Runs[^1].Task;
    }

    public void HearUnsynchronized(RosterJson.ChannelRecord marker) => Heard.Add(marker.Version);

    public Task CloseAsync()
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    /// <summary>Ends the latest attempt: the room is as it is said.</summary>
    public void Load(long version, params Seat[] seats) => Runs[^1].SetResult(new RosterSnapshot(version, seats));

    /// <summary>Ends the latest attempt without success.</summary>
    public void Fail(Exception exception) => Runs[^1].SetException(exception);

    /// <summary>Something comes by the channel.</summary>
    public void Publish(string json) => Publish(Encoding.UTF8.GetBytes(json));

    public void Publish(byte[] message) => _onMessage!(message);
}
