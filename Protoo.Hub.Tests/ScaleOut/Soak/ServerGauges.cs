using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Protoo.Tests.ScaleOut.Soak;

/// <summary>What the runtime and the library of a server process publish about themselves every second.</summary>
internal sealed class ServerGauges : IAsyncDisposable
{
    private const string Timers = "active-timer-count";

    private static readonly string[] s_counters = ["protoo.active_rooms", "protoo.active_peers", "protoo.active_connections"];

    private readonly EventPipeSession _session;
    private readonly EventPipeEventSource _source;
    private readonly Task _reading;
    private readonly ConcurrentDictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, double> _highest = new(StringComparer.Ordinal);
    private TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerGauges(EventPipeSession session)
    {
        _session = session;
        _source = new EventPipeEventSource(session.EventStream);
        _source.Dynamic.All += OnEvent;
        _reading = Task.Run(() => _source.Process());
    }

    /// <summary>The number of timers that are running.</summary>
    public int TimerCount => (int)_values.GetValueOrDefault(Timers);

    /// <summary>How many more rooms, peers and native connections there are than when the session began.</summary>
    public int Members => s_counters.Sum(counter => (int)_values.GetValueOrDefault(counter));

    /// <summary>Whether each of them was ever above where it began.</summary>
    public bool HasSeenMembers => s_counters.All(counter => _highest.GetValueOrDefault(counter) > 0);

    public static async Task<ServerGauges> StartAsync(int processId)
    {
        var id = Guid.NewGuid().ToString();
        EventPipeProvider[] providers =
        [
            new("System.Runtime", EventLevel.Informational, (long)EventKeywords.All, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
            new("System.Diagnostics.Metrics", EventLevel.Informational, 2, new Dictionary<string, string>
            {
                ["SessionId"] = id,
                ["ClientId"] = id,
                ["Metrics"] = ProtooMetrics.MeterName,
                ["RefreshInterval"] = "1",
                ["MaxTimeSeries"] = "100",
                ["MaxHistograms"] = "10",
            }),
        ];
        return new ServerGauges(await new DiagnosticsClient(processId).StartEventPipeSessionAsync(providers, requestRundown: false, token: default).DefaultTimeout());
    }

    /// <summary>Waits until the gauges show what is now.</summary>
    public async Task RefreshAsync()
    {
        // What comes first may have been counted before.
        for (var i = 0; i < 2; i++)
        {
            await Volatile.Read(ref _published).Task.DefaultTimeout();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _session.StopAsync(CancellationToken.None).DefaultTimeout();
        await _reading.DefaultTimeout();
        _source.Dispose();
        _session.Dispose();
    }

    private void OnEvent(TraceEvent published)
    {
        switch (published.EventName)
        {
            case "EventCounters":
                var payload = (IDictionary<string, object>)((IDictionary<string, object>)published.PayloadValue(0))["Payload"];
                if ((string)payload["Name"] == Timers)
                {
                    _values[Timers] = Convert.ToDouble(payload["Mean"], CultureInfo.InvariantCulture);
                    Interlocked.Exchange(ref _published, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                }

                break;
            case "UpDownCounterRateValuePublished":
                var name = (string)published.PayloadByName("instrumentName");
                var value = double.Parse((string)published.PayloadByName("value"), CultureInfo.InvariantCulture);
                _values[name] = value;
                _highest.AddOrUpdate(name, value, (_, highest) => Math.Max(highest, value));
                break;
        }
    }
}
