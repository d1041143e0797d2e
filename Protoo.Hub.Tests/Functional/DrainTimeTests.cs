using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Protoo.Tests.PublicSurface;

namespace Protoo.Tests.Functional;

/// <summary>A host's hubs are drained together, for the longest of their times.</summary>
public sealed class DrainTimeTests
{
    /// <param name="all">AddProtoo's time, in seconds.</param>
    /// <param name="first">One hub's time.</param>
    /// <param name="second">Another hub's time.</param>
    /// <param name="drain">The drain's longest time.</param>
    /// <param name="shutdown">The host's shutdown timeout.</param>
    [Theory]
    [InlineData(null, null, null, 10, 30)]
    [InlineData(null, 0, 120, 120, 140)]
    [InlineData(null, 120, 0, 120, 140)]
    [InlineData(60, 2, 3, 3, 30)]
    [InlineData(60, 2, null, 60, 80)]
    [InlineData(60, null, 90, 90, 110)]
    [InlineData(10, 11, 0, 11, 31)]
    public async Task Stop_TakesTheLongestOfAllHubs(int? all, int? first, int? second, int drain, int shutdown)
    {
        var log = FakeLogCollector.From(LogLevel.Information);
        await using var server = await StartAsync(all, first, second, log);
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        await server.StopAsync().DefaultTimeout();

        Assert.Equal(1012, await client.Closed.DefaultTimeout());
        Assert.Equal($"Draining 1 connections for up to {TimeSpan.FromSeconds(drain)}.", Assert.Single(Drains(log)));
        Assert.Equal(TimeSpan.FromSeconds(shutdown), ShutdownTimeout(server));
    }

    [Fact]
    public async Task Stop_NoHubTakesTime_ClientsAreToldAtOnce()
    {
        var log = FakeLogCollector.From(LogLevel.Information);
        await using var server = await StartAsync(60, 0, 0, log);
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));

        await server.StopAsync().DefaultTimeout();

        Assert.Equal(1012, await client.Closed.DefaultTimeout());
        Assert.Empty(Drains(log));
    }

    [Theory]
    [InlineData(5, 80)]
    [InlineData(300, 300)]
    [InlineData(-0.001, -0.001)]
    public async Task HostsOwnTimeout_IsKeptUnlessTooShort(double ofHost, double expected)
    {
        await using var server = await TestServer.StartAsync<OpenHub>(
            static signalR => signalR.AddProtoo<OpenHub>(static options => options.DrainTime = TimeSpan.FromMinutes(1)),
            builder => builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(ofHost)));
        Assert.Equal(TimeSpan.FromSeconds(expected), ShutdownTimeout(server));
    }

    [Fact]
    public async Task HubWithoutRooms_HasThatOfAllHubs()
    {
        await using var server = await TestServer.StartAsync<OpenHub>(
            static signalR => signalR
                .AddProtoo<OpenHub>(static options => options.DrainTime = TimeSpan.Zero)
                .AddProtoo(static options => options.DrainTime = TimeSpan.FromMinutes(1)),
            configureApp: static app => app.MapProtoo<PublicSurface.PlainHub>("/plain"));
        Assert.Equal(TimeSpan.FromSeconds(80), ShutdownTimeout(server));
    }

    private static Task<TestServer> StartAsync(int? all, int? first, int? second, FakeLogCollector log)
    {
        return TestServer.StartAsync<LifeHub>(
            signalR => signalR
                .AddProtoo<LifeHub>(options => Assign(options, first))
                .AddProtoo(options => Assign(options, all))
                .AddProtoo<OpenHub>(options => Assign(options, second)),
            builder =>
            {
                builder.Services.AddSingleton<LifeHub.Script>();
                builder.Logging.AddProvider(new FakeLoggerProvider(log));
            },
            static app => app.MapHub<OpenHub>("/other"));
    }

    private static void Assign(ProtooOptions options, int? drain)
    {
        if (drain is not null)
        {
            options.DrainTime = TimeSpan.FromSeconds(drain.Value);
        }
    }

    private static IEnumerable<string> Drains(FakeLogCollector log) => log.GetSnapshot().Where(static entry => entry.Id.Name == "Draining").Select(static entry => entry.Message);

    private static TimeSpan ShutdownTimeout(TestServer server) => server.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
}
