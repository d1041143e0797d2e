using Microsoft.Extensions.Logging.Abstractions;
using Protoo.Clustering;
using Protoo.Clustering.Redis;
using Protoo.Tests.Specifications;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis;

public sealed class RedisRosterStoreTests : RosterStoreSpecification
{
    private RedisServer? _server;
    private IConnectionMultiplexer? _connection;

    public override async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await _server.ConnectAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private protected override ValueTask<IRosterStore> CreateStoreAsync()
    {
        return new(new RedisRosterStore(_connection!, new RedisKeys("test:"), "here", NullLogger<RedisRosterStore>.Instance));
    }
}
