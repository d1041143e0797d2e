namespace Protoo.Clustering;

internal sealed class InMemoryRosterStoreFactory : IRosterStoreFactory
{
    public IRosterStore Create(string hub) => new InMemoryRosterStore();
}
