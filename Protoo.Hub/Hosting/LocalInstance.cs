using System.Diagnostics;
using System.Reflection;
using Protoo.Clustering;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>This process, as operators see it.</summary>
internal sealed class LocalInstance : ILocalInstance, IDisposable
{
    // Longer than any reasonable time between two questions.
    private static readonly TimeSpan s_interest = TimeSpan.FromSeconds(10);

    private static readonly string? s_version = FindVersion();

    private readonly IRosterStoreFactory _stores;
    private readonly ConnectionDrain _drain;
    private readonly InstanceActivity _activity;
    private readonly DateTimeOffset _started;
    private readonly ITimer _interest;

    public LocalInstance(IRosterStoreFactory stores, ConnectionDrain drain, ProtooMetrics metrics, TimeProvider timeProvider)
    {
        _stores = stores;
        _drain = drain;
        _activity = metrics.Activity;
        using var process = Process.GetCurrentProcess();
        _started = process.StartTime;
        _interest = timeProvider.CreateTimer(_ => _activity.CountsMessages = false, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Instance => _stores.Instance;

    public InstanceStatus GetStatus()
    {
        _activity.CountsMessages = true;
        _interest.Change(s_interest, Timeout.InfiniteTimeSpan);
        return new InstanceStatus
        {
            Instance = Instance,
            State = (_drain.IsDraining, _stores.IsAvailable) switch
            {
                (true, _) => InstanceState.Draining,
                (_, false) => InstanceState.Away,
                _ => InstanceState.Ready,
            },
            LeaseAge = _stores.IsAvailable ? _stores.LeaseAge : null,
            Version = s_version,
            StartTime = _started,
            Rooms = _activity.Rooms,
            NativePeers = _activity.NativePeers,
            SignalRPeers = _activity.SignalRPeers,
            MessagesReceived = _activity.MessagesReceived,
            MessagesSent = _activity.MessagesSent,
            OutgoingBacklog = _drain.BacklogBytes,
        };
    }

    public void Drain() => _ = Task.Run(_drain.DrainAsync);

    public void Dispose() => _interest.Dispose();

    private static string? FindVersion()
    {
        return Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
    }
}
