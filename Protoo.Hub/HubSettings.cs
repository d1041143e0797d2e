using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo;

/// <summary>What counts for a hub, of all that the app has set for it or for all hubs, in our options or in SignalR's. Found out once.</summary>
internal sealed class HubSettings<THub>
    where THub : Hub
{
    private readonly IOptions<HubOptions> _ofAllHubs;
    private readonly IOptionsFactory<HubOptions<THub>> _ofHub;

    public HubSettings(
        IOptionsMonitor<ProtooOptions> options,
        IOptions<HubOptions> ofAllHubs,
        IOptionsFactory<HubOptions<THub>> ofHub,
        ConnectionDrain drain)
    {
        _ofAllHubs = ofAllHubs;
        _ofHub = ofHub;

        var signalR = CreateHubOptions();
        var (hub, all) = (options.Get(Name), options.CurrentValue);
        var (hubOfSignalR, allOfSignalR) = (ToLimits(signalR, ofAllHubs.Value), ToLimits(ofAllHubs.Value, CreateDefaults()));
        Options = ProtooOptions.FirstOf(hub, hubOfSignalR, all, allOfSignalR);
        HasDetailedErrors = signalR.EnableDetailedErrors ?? false;
        drain.Extend(Options.DrainTime);
    }

    /// <summary>The name of the hub, and of its own options.</summary>
    public static string Name { get; } = typeof(THub).FullName!;

    public ProtooOptions Options { get; }

    /// <summary>Whether clients are told the texts of exceptions.</summary>
    public bool HasDetailedErrors { get; }

    /// <summary>Sets the limits that both kinds of client have in SignalR's options of the hub.</summary>
    public void Limit(HubOptions<THub> options)
    {
        options.MaximumReceiveMessageSize = Options.MaximumMessageSize;
        options.MaximumParallelInvocationsPerClient = Options.MaximumConcurrentRequests;
    }

    /// <summary>SignalR's options of the hub as they are for native clients, who have but one protocol.</summary>
    public HubOptions<THub> CreateNativeOptions()
    {
        var options = CreateHubOptions();
        Limit(options);
        options.SupportedProtocols = [ProtooHubProtocol.ProtocolName];
        return options;
    }

    private static HubOptions CreateDefaults()
    {
        var options = new HubOptions();
        new HubOptionsSetup([]).Configure(options);
        return options;
    }

    // What SignalR's options have from elsewhere, the app has not set there.
    private static ProtooOptions ToLimits(HubOptions options, HubOptions inherited)
    {
        var limits = new ProtooOptions();
        if (options.MaximumReceiveMessageSize != inherited.MaximumReceiveMessageSize)
        {
            limits.MaximumMessageSize = (int)Math.Clamp(options.MaximumReceiveMessageSize ?? long.MaxValue, 1, ProtooOptions.LargestMessageSize);
        }

        if (options.MaximumParallelInvocationsPerClient != inherited.MaximumParallelInvocationsPerClient)
        {
            limits.MaximumConcurrentRequests = options.MaximumParallelInvocationsPerClient;
        }

        return limits;
    }

    // The hub's options as MapHub has them.
    private HubOptions<THub> CreateHubOptions()
    {
        var options = _ofHub.Create(Microsoft.Extensions.Options.Options.DefaultName);
        if (options.SupportedProtocols is null)
        {
            new HubOptionsSetup<THub>(_ofAllHubs).Configure(options);
        }

        return options;
    }
}
