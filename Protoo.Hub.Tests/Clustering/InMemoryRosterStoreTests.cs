using Protoo.Clustering;
using Protoo.Tests.Specifications;

namespace Protoo.Tests.Clustering;

public sealed class InMemoryRosterStoreTests : RosterStoreSpecification
{
    private protected override ValueTask<IRosterStore> CreateStoreAsync() => new(new InMemoryRosterStore("here"));
}
