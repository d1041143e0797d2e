namespace Protoo.Clustering;

internal sealed class InMemoryRosterStoreFactory : IRosterStoreFactory
{
    public bool IsAvailable => true;

    public IRosterStore Create(string hub) => new InMemoryRosterStore();
}
