using System.Diagnostics.Metrics;

namespace Protoo.Clustering.Redis;

/// <summary>What the meter <c>Protoo.Hub</c> shows of the cluster, documented in docs/operations.md.</summary>
internal sealed class RedisMetrics
{
    // Up to the longest that Redis may take.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _steps;
    private readonly Counter<long> _reconciliations;
    private readonly Counter<long> _outages;

    public RedisMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(ProtooMetrics.MeterName);
        _steps = _meter.CreateHistogram("protoo.redis.step.duration", "s", "How long Redis takes for a step, by script and error.", advice: s_seconds);
        _reconciliations = _meter.CreateCounter<long>("protoo.redis.reconciliations", "{reconciliation}", "How often a room was read anew from Redis, by error.");
        _outages = _meter.CreateCounter<long>("protoo.redis.outages", "{outage}", "How often this instance has lost sight of the cluster, by the error that was last seen.");
    }

    /// <summary>Whether somebody wants to know how long steps take.</summary>
    public bool MeasuresSteps => _steps.Enabled;

    /// <param name="duration">How long the step took.</param>
    /// <param name="script">The name of the script.</param>
    /// <param name="exception">The error; null for none.</param>
    public void StepTaken(TimeSpan duration, string script, Exception? exception)
    {
        var name = new KeyValuePair<string, object?>("protoo.redis.script", script);
        if (exception is null)
        {
            _steps.Record(duration.TotalSeconds, name);
        }
        else
        {
            _steps.Record(duration.TotalSeconds, name, Error(RedisFault.TypeOf(exception)));
        }
    }

    public void RoomReconciled() => _reconciliations.Add(1);

    public void ReconciliationFailed(Exception exception) => _reconciliations.Add(1, Error(RedisFault.TypeOf(exception)));

    /// <param name="exception">The error that was last seen; null if none was.</param>
    public void OutageBegan(Exception? exception) => _outages.Add(1, Error(exception is null ? "_OTHER" : RedisFault.TypeOf(exception)));

    /// <summary>Lets listeners ask how long ago the lease was renewed; nothing is reported while none is held.</summary>
    public void ObserveLease(Func<TimeSpan?> getAge)
    {
        _ = _meter.CreateObservableGauge(
            "protoo.redis.lease.age",
            () => getAge() is { } age ? [new Measurement<double>(age.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How long ago this instance renewed its lease, which ends after 6 s.");
    }

    private static KeyValuePair<string, object?> Error(string type) => new("error.type", type);
}
