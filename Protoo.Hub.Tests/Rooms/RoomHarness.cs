using System.IO.Pipelines;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering;
using Protoo.Hosting;
using Protoo.Rooms;
using Protoo.Tests.Functional;

namespace Protoo.Tests.Rooms;

/// <summary>A hub's rooms without a server: no socket, no Redis, and a clock that the test controls.</summary>
internal sealed class RoomHarness : IAsyncDisposable
{
    private readonly IHost _host;

    /// <param name="configure">Sets options of the hub.</param>
    /// <param name="store">Stands in for other instances; without it, the instance is alone.</param>
    public RoomHarness(Action<ProtooOptions>? configure = null, RecordingStore? store = null)
    {
        // Not started.
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var services = builder.Services;
        services.AddSingleton<TimeProvider>(Clock);
        services.AddFakeLogging();
        services.AddSingleton(Script);
        services.AddSignalR().AddProtoo<LifeHub>(options =>
        {
            options.AnnouncePeers = true;
            configure?.Invoke(options);
        });
        if (store is not null)
        {
            services.Replace(ServiceDescriptor.Singleton<IRosterStoreFactory>(store));
        }

        _host = builder.Build();
        Registry = Services.GetRequiredService<RoomRegistry<LifeHub>>();
    }

    public FakeLogCollector Log => Services.GetFakeLogCollector();

    public FakeTimeProvider Clock { get; } = new();

    public LifeHub.Script Script { get; } = new();

    public RoomRegistry<LifeHub> Registry { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>The room "r", created with its first peer.</summary>
    public LocalRoom Room => Registry.Find("r") ?? throw new InvalidOperationException("Nobody is in the room.");

    /// <summary>Connects a client, and gives it a seat.</summary>
    /// <param name="peerId">The id of the peer.</param>
    /// <param name="protocol">The client's protocol; SignalR's JSON protocol by default.</param>
    /// <param name="output">Where output goes; by default, to the member itself.</param>
    /// <param name="roomId">The id of the room.</param>
    public async Task<RoomMember> JoinAsync(string peerId, IHubProtocol? protocol = null, PipeWriter? output = null, string roomId = "r")
    {
        var member = RoomMember.Connect(Registry, protocol, output);
        var request = CreateRequest();
        request.Accept(roomId, peerId);
        await Registry.JoinAsync(member.Peer, request);
        return member;
    }

    /// <summary>Creates the request of a client that wants to connect.</summary>
    public ConnectionRequest CreateRequest()
    {
        return new(new Microsoft.AspNetCore.Http.DefaultHttpContext(), PeerTransport.SignalR, Registry.Services.PayloadOptions, Registry.Services.Limits);
    }

    public HubLifetimeManager<LifeHub> LifetimeManager => Services.GetRequiredService<HubLifetimeManager<LifeHub>>();

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();
}
