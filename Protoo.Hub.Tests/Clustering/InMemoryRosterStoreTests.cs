using Protoo.Clustering;
using Protoo.Tests.Specifications;

namespace Protoo.Tests.Clustering;

public sealed class InMemoryRosterStoreTests : RosterStoreSpecification
{
    [Fact]
    public async Task Alone_NobodyIsAway_AndNothingIsElsewhere()
    {
        var stores = new InMemoryRosterStoreFactory();
        var (store, relay) = stores.Create("hub", null!, null!);
        Assert.Equal((true, true, true), (stores.IsAvailable, store.IsAvailable, store.AdmitsWhileAway));
        Assert.Contains($":{Environment.ProcessId}", store.Instance, StringComparison.Ordinal);
        Assert.Null(relay);
        Assert.Null(stores.Obstacle);
        Assert.False(await store.TryLoadAsync(new RecordingReplica("r")));
        Assert.Empty(await store.FindRoomsAsync());
    }

    private protected override ValueTask<IRosterStore> CreateStoreAsync() => new(new InMemoryRosterStore("here"));
}
