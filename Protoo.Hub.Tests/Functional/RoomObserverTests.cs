using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>Services that watch the rooms of a hub, with state or without.</summary>
public sealed class RoomObserverTests
{
    private readonly Observer<LifeHub> _observer = new();
    private readonly LifeHub.Script _script = new();

    [Fact]
    public async Task Observer_IsToldOfRoomsAndPeers_InOrder()
    {
        await using var server = await StartAsync();
        await using (var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a")))
        await using (var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b")))
        {
            await _observer.ExpectAsync("r opened", "r: a joined", "r: b joined");
            await b.DisposeAsync();
            await _observer.ExpectAsync("r: b closed");
        }

        await _observer.ExpectAsync("r: a closed", "r closed");
    }

    [Fact]
    public async Task Replaced_TheOldOneCloses_BeforeTheNewOneJoins()
    {
        await using var server = await StartAsync();
        await using var older = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var newer = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _observer.ExpectAsync("r opened", "r: a joined", "r: a closed", "r: a joined");
    }

    [Fact]
    public async Task RoomIsClosed_AllPeersClose_ThenTheRoom()
    {
        await using var server = await StartAsync();
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await _observer.ExpectAsync("r opened", "r: a joined");
        var room = await server.Services.GetRequiredService<IRoomRegistry<LifeHub>>().GetRoomAsync("r");
        await room!.CloseAsync();
        await _observer.ExpectAsync("r: a closed", "r closed");
    }

    [Fact]
    public async Task ObserverFails_IsLogged_AndTheOthersAreTold()
    {
        var failing = new Observer<LifeHub> { Fails = true };
        await using var server = await StartAsync(failing);
        server.ExpectsErrors = true;
        await using (var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a")))
        {
            await failing.ExpectAsync("r opened", "r: a joined");
        }

        await failing.ExpectAsync("r: a closed", "r closed");
        await _observer.ExpectAsync("r opened", "r: a joined", "r: a closed", "r closed");
        Assert.Equal(4, server.Log.GetSnapshot().Count(static record => record.Id.Name == "ObserverFailed"));
    }

    [Fact]
    public async Task HubIsNotToldOfThePeer_NorIsTheObserver()
    {
        _script.Joined = static _ => throw new InvalidOperationException("fails");
        await using var server = await StartAsync();
        server.ExpectsErrors = true;
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        Assert.Equal(1011, await a.Closed.DefaultTimeout());
        await _observer.ExpectAsync("r opened", "r closed");
    }

    [Fact]
    public async Task HubWithState_TheStateIsOpenBefore_AndGoneAfter()
    {
        var observer = new Observer<StateHub>();
        var script = new StateHub.Script();
        script.Closing.SetResult();
        await using var server = await TestServer.StartAsync<StateHub>(
            static signalR => signalR.AddProtoo<StateHub>(static options => options.DrainTime = TimeSpan.Zero),
            builder => builder.Services.AddSingleton(script).AddSingleton<IRoomObserver<StateHub>>(observer));
        var rooms = server.Services.GetRequiredService<IRoomRegistry<StateHub, StateHub.Conference, StateHub.Participant>>();
        observer.OnOpened = room => Assert.NotNull(rooms.GetRoomAsync(room.Id).AsTask().GetAwaiter().GetResult()?.State);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await observer.ExpectAsync("r opened", "r: a joined");

        await server.StopAsync().DefaultTimeout();
        await observer.ExpectAsync("r: a closed", "r closed");
        Assert.Empty(script.Alive);
    }

    private Task<TestServer> StartAsync(params Observer<LifeHub>[] others)
    {
        return TestServer.StartAsync<LifeHub>(
            static signalR => signalR.AddProtoo<LifeHub>(static options => options.DrainTime = TimeSpan.Zero),
            builder =>
            {
                builder.Services.AddSingleton(_script);
                foreach (var observer in others.Append(_observer))
                {
                    builder.Services.AddSingleton<IRoomObserver<LifeHub>>(observer);
                }
            });
    }

    private sealed class Observer<THub> : IRoomObserver<THub>
        where THub : ProtooHub
    {
        private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

        public bool Fails { get; init; }

        public Action<Room> OnOpened { get; set; } = static _ => { };

        public Task OnRoomOpenedAsync(Room room)
        {
            OnOpened(room);
            return Note($"{room.Id} opened");
        }

        public Task OnPeerJoinedAsync(Room room, Peer peer) => Note($"{room.Id}: {peer.Id} joined");

        public Task OnPeerClosedAsync(Room room, Peer peer) => Note($"{room.Id}: {peer.Id} closed");

        public Task OnRoomClosedAsync(Room room) => Note($"{room.Id} closed");

        public async Task ExpectAsync(params string[] expected)
        {
            foreach (var told in expected)
            {
                Assert.Equal(told, await _told.Reader.ReadAsync().AsTask().DefaultTimeout());
            }
        }

        private Task Note(string what)
        {
            _told.Writer.TryWrite(what);
            return Fails ? throw new InvalidOperationException(what) : Task.CompletedTask;
        }
    }
}
