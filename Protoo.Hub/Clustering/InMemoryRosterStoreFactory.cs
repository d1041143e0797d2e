namespace Protoo.Clustering;

internal sealed class InMemoryRosterStoreFactory : IRosterStoreFactory
{
    public bool IsAvailable => true;

    public string? Obstacle => null;

    public IRosterStore Create(string hub) => new InMemoryRosterStore();
}
