using Protoo.Clustering;
using Protoo.Tests.Specifications;

namespace Protoo.Tests.Clustering.Redis;

public sealed class RedisRosterStoreTests : RosterStoreSpecification
{
    private RedisServer? _server;
    private RedisInstance? _instance;

    public override async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _instance = await RedisInstance.StartAsync(_server);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private protected override ValueTask<IRosterStore> CreateStoreAsync() => new(_instance!.CreateStore("hub"));
}
