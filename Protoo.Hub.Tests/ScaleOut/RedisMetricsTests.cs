using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Protoo.Tests.ScaleOut;

/// <summary>What the meter <c>Protoo.Hub</c> shows of an instance of a cluster.</summary>
public sealed class RedisMetricsTests : InProcessClusterTest
{
    [SkippableFact]
    public async Task Steps_Lease_Reconciliations_AndOutages()
    {
        await using var proxy = RedisProxy.Start(Redis.Port);
        var server = await TestServer.StartInstanceAsync(proxy.Port);
        server.ExpectsErrors = true;
        Add(server);
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        using var steps = new MetricCollector<double>(meters, ProtooMetrics.MeterName, "protoo.redis.step.duration");
        using var reconciliations = new MetricCollector<long>(meters, ProtooMetrics.MeterName, "protoo.redis.reconciliations");
        using var outages = new MetricCollector<long>(meters, ProtooMetrics.MeterName, "protoo.redis.outages");
        using var lease = new MetricCollector<double>(meters, ProtooMetrics.MeterName, "protoo.redis.lease.age");

        await using var a = await JoinAsync(server, "a");
        await a.RequestAsync("setData", """{"n":1}""");
        lease.RecordObservableInstruments();
        Assert.InRange(lease.LastMeasurement!.Value, 0, 30);
        Assert.Contains(reconciliations.GetMeasurementSnapshot(), static measurement => measurement.Tags.Count == 0);
        var scripts = steps.GetMeasurementSnapshot().Where(static measurement => measurement.Tags.Count == 1).Select(static measurement => measurement.Tags["protoo.redis.script"]);
        Assert.Superset(new HashSet<object?> { "join", "set-data" }, scripts.ToHashSet());

        // Whether it is seen first by a step or by a beat, it is seen once.
        proxy.Cut();
        await outages.WaitForMeasurementsAsync(1).DefaultTimeout();
        proxy.Restore();
        await reconciliations.WaitForMeasurementsAsync(2).DefaultTimeout();
        Assert.NotNull(Assert.Single(outages.GetMeasurementSnapshot()).Tags["error.type"]);
    }
}
