using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Protoo.Hosting;

namespace Protoo.Tests.PublicSurface;

/// <summary>The host's start reports settings that the app has changed but that are not used.</summary>
public sealed class UnusedSettingsTests
{
    [Fact]
    public async Task NothingIsSet_NothingIsTold()
    {
        Assert.Empty(await WarningsAsync(static signalR => signalR.AddProtoo<OpenHub>()));
        Assert.Empty(await WarningsAsync<PlainHub>(static signalR => signalR.AddProtoo()));
    }

    [Fact]
    public async Task RoomServer_TellsNothing()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        Assert.Empty(Warnings(server));
    }

    [Fact]
    public async Task HubOptions_BeatenByAddProtoo()
    {
        string[] expected =
        [
            "HubOptions.MaximumReceiveMessageSize = 2000 is not used: MaximumMessageSize of AddProtoo = 5000 counts.",
            "HubOptions.MaximumParallelInvocationsPerClient = 3 is not used: MaximumConcurrentRequests of AddProtoo = 64 counts.",
        ];
        Assert.Equal(expected, await WarningsAsync(static signalR => ConfigureAll(signalR)
            .AddProtoo(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (5000, 64))
            .AddProtoo<OpenHub>()));
    }

    [Fact]
    public async Task HubOptionsOfTheHub_BeatenByItsAddProtoo()
    {
        string[] expected =
        [
            "HubOptions<OpenHub>.MaximumReceiveMessageSize = (null) is not used: MaximumMessageSize of AddProtoo<OpenHub> = 5000 counts.",
            "HubOptions<OpenHub>.MaximumParallelInvocationsPerClient = 3 is not used: MaximumConcurrentRequests of AddProtoo<OpenHub> = 4 counts.",
        ];
        Assert.Equal(expected, await WarningsAsync(static signalR => signalR
            .AddHubOptions<OpenHub>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (null, 3))
            .AddProtoo<OpenHub>(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (5000, 4))));
    }

    /// <summary>A hub's own settings override those for all hubs, as everywhere.</summary>
    [Fact]
    public async Task WhatCountsOrSaysTheSame_IsNotToldOf()
    {
        Assert.Empty(await WarningsAsync(static signalR => ConfigureAll(signalR).AddProtoo<OpenHub>()));
        Assert.Empty(await WarningsAsync(static signalR => ConfigureAll(signalR)
            .AddProtoo<OpenHub>(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (5000, 4))));
        Assert.Empty(await WarningsAsync(static signalR => ConfigureAll(signalR)
            .AddProtoo(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (2000, 3))
            .AddProtoo<OpenHub>()));
        Assert.Empty(await WarningsAsync(static signalR => signalR
            .AddHubOptions<OpenHub>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (2000, 3))
            .AddProtoo(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (5000, 4))
            .AddProtoo<OpenHub>()));

        // Here, each is for its own kind of client.
        Assert.Empty(await WarningsAsync<PlainHub>(static signalR => ConfigureAll(signalR)
            .AddProtoo(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (5000, 4))));
    }

    [Fact]
    public async Task KeepAliveOfSignalR_IsNotForNativeClients()
    {
        string[] expected =
        [
            "HubOptions.KeepAliveInterval = 00:00:05 is not used for native clients: ProtooOptions.KeepAliveInterval = 00:00:15 counts for them. Set that one as well.",
            "HubOptions<PlainHub>.ClientTimeoutInterval = 00:01:00 is not used for native clients: ProtooOptions.KeepAliveTimeout = 00:00:15 counts for them. Set that one as well.",
        ];
        Assert.Equal(expected, await WarningsAsync<PlainHub>(static signalR =>
        {
            signalR.Services.Configure<HubOptions>(static options => options.KeepAliveInterval = TimeSpan.FromSeconds(5));
            signalR.AddHubOptions<PlainHub>(static options => options.ClientTimeoutInterval = TimeSpan.FromMinutes(1)).AddProtoo();
        }));
    }

    [Fact]
    public async Task KeepAliveOfSignalR_OursIsSetAsWell_IsNotToldOf()
    {
        Assert.Empty(await WarningsAsync(static signalR =>
        {
            signalR.Services.Configure<HubOptions>(static options => (options.KeepAliveInterval, options.ClientTimeoutInterval) = (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)));
            signalR.AddProtoo<OpenHub>(static options => (options.KeepAliveInterval, options.KeepAliveTimeout) = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20)));
        }));
    }

    [Fact]
    public async Task SettingOfAllHubs_IsToldOfOnce()
    {
        var warnings = await WarningsAsync(
            static signalR => ConfigureAll(signalR)
                .AddProtoo(static options => options.MaximumMessageSize = 5000)
                .AddProtoo<OpenHub>()
                .AddProtoo<Functional.LifeHub>(),
            static app => app.MapProtoo<Functional.LifeHub>("/life"));
        Assert.Single(warnings);
    }

    private static ISignalRServerBuilder ConfigureAll(ISignalRServerBuilder signalR)
    {
        signalR.Services.Configure<HubOptions>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (2000, 3));
        return signalR;
    }

    private static Task<string[]> WarningsAsync(Action<ISignalRServerBuilder> configure, Action<WebApplication>? configureApp = null)
    {
        return WarningsAsync<OpenHub>(configure, configureApp);
    }

    private static async Task<string[]> WarningsAsync<THub>(Action<ISignalRServerBuilder> configure, Action<WebApplication>? configureApp = null)
        where THub : Hub
    {
        await using var server = await TestServer.StartAsync<THub>(configure, configureApp: configureApp);
        var warnings = Warnings(server);

        // Connections add none.
        await using var native = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/protoo"));
        await using var signalR = await SignalRTestClient.ConnectAsync(new Uri(server.Http, "/hub"));
        Assert.Equal(warnings, Warnings(server));
        return warnings;
    }

    private static string[] Warnings(TestServer server)
    {
        return [.. server.Log.GetSnapshot().Where(static entry => entry.Level == LogLevel.Warning && entry.Category == typeof(UnusedSettings).FullName).Select(static entry => entry.Message)];
    }
}
