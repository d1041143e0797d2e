using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Benchmarks.Attacks;

namespace Protoo.Tests.Hostile;

/// <summary>Attacks with connections: the neighbours are served, and nothing remains.</summary>
[Collection(Neighbours.Collection)]
public sealed class ConnectionTests
{
    private const int Normal = 1000;

    private static readonly AttackEnd s_headTooLate = new(408, null, "Request Timeout");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectsAndDrops_LeaveNothing(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var attack = new ConnectsAndDrops(10_000);

        await neighbours.OutlastAsync(attack, isSignalR);

        Assert.Equal(10_000, attack.Rounds);
        Assert.Empty(attack.Ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HalfOpen_AreClosed(bool isSignalR)
    {
        await using var server = await StartImpatientAsync();
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var attack = new HalfOpenConnections(60);

        await neighbours.OutlastAsync(attack, isSignalR);

        Assert.Equal(20, attack.Ends.Count(static end => end == new AttackEnd(null, null, string.Empty)));
        Assert.Equal(20, attack.Ends.Count(static end => end == s_headTooLate));
        Assert.Equal(20, attack.Ends.Count(end => end == new AttackEnd(101, isSignalR ? Normal : null, string.Empty)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OneByteASecond_MustEndItsRequestInTime(bool isSignalR)
    {
        await using var server = await StartImpatientAsync(clientTimeout: TimeSpan.FromSeconds(20));
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var attack = new SlowSenders(40);

        await neighbours.WithstandAsync(attack, isSignalR, () => Polling.WaitUntilAsync(() => attack.Ends.Count >= 20));

        Assert.All(attack.Ends, static end => Assert.Equal(s_headTooLate, end));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NeverReading_IsNotReadEither(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);

        await neighbours.WithstandAsync(new NeverReading(20), isSignalR);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThreeHundredRooms_OpenAsManyAsTheInstanceMayHave(bool isSignalR)
    {
        const int Maximum = 100;
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting, $"Protoo:MaximumRooms={Maximum}");
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var attack = new ManyRooms(300);

        await neighbours.WithstandAsync(attack, isSignalR, async () =>
        {
            await Polling.WaitUntilAsync(() => attack.Ends.Count == 300 - (Maximum - Neighbours.Rooms));
            Assert.Equal(Maximum, (await neighbours.GetRoomsAsync()).Count);
        });

        // SignalR says why in a message of its own.
        var end = isSignalR ? new AttackEnd(101, Normal, string.Empty) : new AttackEnd(503, null, "Too many rooms.");
        Assert.All(attack.Ends, actual => Assert.Equal(end, actual));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThreeHundredRooms_FromOneAddress_OpenAsManyAsItMayHave(bool isSignalR)
    {
        const int Maximum = 50;
        await using var server = await ServerProcess.StartAsync(
            Neighbours.AdminSetting, $"Protoo:MaximumConnectionsPerAddress={Maximum}", "Protoo:LimitsLoopback=true");
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var attack = new ManyRooms(300);

        await neighbours.WithstandAsync(attack, isSignalR, async () =>
        {
            await Polling.WaitUntilAsync(() => attack.Ends.Count == 300 - (Maximum - Neighbours.Peers));
            Assert.Equal(Maximum - Neighbours.Peers + Neighbours.Rooms, (await neighbours.GetRoomsAsync()).Count);
        });

        // Of several SignalR clients that come at once, some are refused after the upgrade.
        Assert.All(attack.Ends, end => Assert.Contains(end.Status, isSignalR ? [429, 101] : new int?[] { 429 }));
    }

    /// <summary>Starts a server that does not wait for long.</summary>
    /// <param name="clientTimeout">How long a client that is connected may be silent; a few seconds if null.</param>
    private static Task<TestServer> StartImpatientAsync(TimeSpan? clientTimeout = null)
    {
        var patience = TimeSpan.FromSeconds(1);
        var (nativeTimeout, signalRTimeout) = (clientTimeout ?? 2 * patience, clientTimeout ?? 3 * patience);
        return TestServer.StartRoomServerAsync(
            builder =>
            {
                builder.WebHost.ConfigureKestrel(options =>
                {
                    options.Limits.RequestHeadersTimeout = patience;
                    options.Limits.KeepAliveTimeout = patience;
                });
                builder.Services.Configure<HubOptions>(options => options.ClientTimeoutInterval = signalRTimeout);
            },
            Neighbours.AdminSetting,
            "Protoo:KeepAliveInterval=00:00:00.200",
            $"Protoo:KeepAliveTimeout={nativeTimeout}");
    }
}
