namespace Protoo.Clustering;

internal sealed class InMemoryRosterStoreFactory : IRosterStoreFactory
{
    public string Instance { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    public bool IsAvailable => true;

    public string? Obstacle => null;

    public TimeSpan? LeaseAge => null;

    public (IRosterStore Store, IRoomRelay? Relay) Create(string hub, IPendingRequests requests, IRoomWatches watches) => (new InMemoryRosterStore(Instance), null);
}
