using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Protoo.Protocol;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>The settings that apply to a hub, from our options and SignalR's, for this hub and for all hubs. They are determined once.</summary>
internal sealed class HubSettings<THub>
    where THub : Hub
{
    // What null means for ClientTimeoutInterval, which HubOptionsSetup does not set.
    private static readonly TimeSpan s_clientTimeoutOfSignalR = TimeSpan.FromSeconds(30);

    private readonly IOptions<HubOptions> _ofAllHubs;
    private readonly IOptionsFactory<HubOptions<THub>> _ofHub;
    private readonly UnusedSettings _unused;

    public HubSettings(
        IOptionsMonitor<ProtooOptions> options,
        IOptions<HubOptions> ofAllHubs,
        IOptionsFactory<HubOptions<THub>> ofHub,
        ConnectionDrain drain,
        UnusedSettings unused,
        IServiceProviderIsService? services = null)
    {
        _ofAllHubs = ofAllHubs;
        _ofHub = ofHub;
        _unused = unused;

        var signalR = CreateHubOptions();
        var (hub, all) = (options.Get(Name), options.CurrentValue);
        var (hubOfSignalR, allOfSignalR) = (ToLimits(signalR, ofAllHubs.Value), ToLimits(ofAllHubs.Value, CreateDefaults()));
        Options = ProtooOptions.FirstOf(hub, hubOfSignalR, all, allOfSignalR);
        HasDetailedErrors = signalR.EnableDetailedErrors ?? false;
        drain.Extend(Options.DrainTime);

        // SignalR clients of a hub without rooms follow SignalR's options.
        if (services?.IsService(typeof(RoomRegistry<THub>)) == true)
        {
            TellUnused(signalR, $"<{typeof(THub).Name}>", ProtooOptions.FirstOf(hubOfSignalR, hub, all, allOfSignalR));
            TellUnused(ofAllHubs.Value, string.Empty, ProtooOptions.FirstOf(hub, hubOfSignalR, allOfSignalR, all));
        }
    }

    /// <summary>The name of the hub, and of its own options.</summary>
    public static string Name { get; } = typeof(THub).FullName!;

    /// <summary>Whether the hub is a <see cref="ProtooHub"/>, which has rooms.</summary>
    public static bool HasRooms { get; } = typeof(ProtooHub).IsAssignableFrom(typeof(THub));

    public ProtooOptions Options { get; }

    /// <summary>Whether clients get the texts of exceptions.</summary>
    public bool HasDetailedErrors { get; }

    /// <summary>Sets in SignalR's options of the hub what applies to both kinds of client. Filters that are added later would be inner ones.</summary>
    public void Complete(HubOptions<THub> options)
    {
        if (Options.RunOneAtATime)
        {
            options.AddFilter(new RoomTurnsFilter());
        }

        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            options.AddFilter(new UnwrappedErrorFilter());
        }

        options.MaximumReceiveMessageSize = Options.MaximumMessageSize;
        options.MaximumParallelInvocationsPerClient = Options.MaximumConcurrentRequests;
    }

    /// <summary>Creates SignalR's options of the hub for native clients, which have only one protocol.</summary>
    public HubOptions<THub> CreateNativeOptions()
    {
        var options = CreateHubOptions();
        TellUnusedKeepAlive(options);
        Complete(options);
        options.SupportedProtocols = [ProtooHubProtocol.ProtocolName];
        return options;
    }

    private static HubOptions CreateDefaults()
    {
        var options = new HubOptions();
        new HubOptionsSetup([]).Configure(options);
        return options;
    }

    // Values that SignalR's options inherit were not set there by the app.
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

    // Creates the hub's options as MapHub does.
    private HubOptions<THub> CreateHubOptions()
    {
        var options = _ofHub.Create(Microsoft.Extensions.Options.Options.DefaultName);
        if (options.SupportedProtocols is null)
        {
            new HubOptionsSetup<THub>(_ofAllHubs).Configure(options);
        }

        return options;
    }

    /// <param name="options">SignalR's options.</param>
    /// <param name="hub">The hub that the options are for, as a type argument; empty for all hubs.</param>
    /// <param name="otherwise">The limits that would apply if SignalR's options took precedence over ours at the same level.</param>
    private void TellUnused(HubOptions options, string hub, ProtooOptions otherwise)
    {
        if (otherwise.MaximumMessageSize != Options.MaximumMessageSize)
        {
            _unused.Tell(
                $"HubOptions{hub}.MaximumReceiveMessageSize",
                options.MaximumReceiveMessageSize,
                $"MaximumMessageSize of AddProtoo{hub}",
                Options.MaximumMessageSize);
        }

        if (otherwise.MaximumConcurrentRequests != Options.MaximumConcurrentRequests)
        {
            _unused.Tell(
                $"HubOptions{hub}.MaximumParallelInvocationsPerClient",
                options.MaximumParallelInvocationsPerClient,
                $"MaximumConcurrentRequests of AddProtoo{hub}",
                Options.MaximumConcurrentRequests);
        }
    }

    // An app that also sets our options knows that SignalR's do not apply to native clients.
    private void TellUnusedKeepAlive(HubOptions options)
    {
        if (!Options.SetsKeepAliveInterval && options.KeepAliveInterval is { } interval && interval != CreateDefaults().KeepAliveInterval)
        {
            var hub = interval == _ofAllHubs.Value.KeepAliveInterval ? string.Empty : $"<{typeof(THub).Name}>";
            _unused.TellForNative($"HubOptions{hub}.KeepAliveInterval", interval, "ProtooOptions.KeepAliveInterval", Options.KeepAliveInterval);
        }

        if (!Options.SetsKeepAliveTimeout && options.ClientTimeoutInterval is { } timeout && timeout != s_clientTimeoutOfSignalR)
        {
            var hub = timeout == _ofAllHubs.Value.ClientTimeoutInterval ? string.Empty : $"<{typeof(THub).Name}>";
            _unused.TellForNative($"HubOptions{hub}.ClientTimeoutInterval", timeout, "ProtooOptions.KeepAliveTimeout", Options.KeepAliveTimeout);
        }
    }
}
