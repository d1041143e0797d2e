using System.Text.Json;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using Protoo.Rooms;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>A hub's rooms that record what the cluster has them do.</summary>
internal sealed class RecordingHubRooms(string hub) : IHubRooms, IPendingRequests
{
    private readonly List<string> _done = [];

    public string Hub => hub;

    public IPendingRequests Requests => this;

    public IRoomWatches Watches { get; } = new RoomWatches("here", hub, relay: null, JsonSerializerOptions.Default, TimeProvider.System);

    public IEnumerable<RoomSubscription> Subscriptions => [];

    /// <summary>What attaching does.</summary>
    public Func<CancellationToken, Task> Attaching { get; set; } = static _ => Task.CompletedTask;

    public IReadOnlyList<string> Done => _done;

    public Task PutBackAsync(CancellationToken cancellationToken)
    {
        _done.Add("put back");
        return Task.CompletedTask;
    }

    public Task AttachAsync(CancellationToken cancellationToken)
    {
        _done.Add("attach");
        return Attaching(cancellationToken);
    }

    public void AttachRest() => _done.Add("attach rest");

    public void Detach() => _done.Add("detach");

    public void Recheck() => _done.Add("recheck");

    public void Complete(RoomAnswer answer) => _done.Add($"answer {answer.Id}");

    public void FailInstance(string instance) => _done.Add($"gone: {instance}");

    public void FailRemote() => _done.Add("away");
}
