using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Runs a load, measures it for a while, and waits for its last messages.</summary>
internal static class MeasuredRun
{
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(5);

    /// <returns>The usage during the measurement. The load's meter has the messages.</returns>
    public static async Task<Usage> RunAsync(
        MeteredLoad load,
        IReadOnlyList<LoadClient> clients,
        Deployment deployment,
        TimeSpan before,
        TimeSpan time,
        CancellationToken cancellationToken)
    {
        load.Start(clients);
        try
        {
            await load.LetRunAsync(before, cancellationToken);
            var begin = Open(load, deployment);
            await load.LetRunAsync(time, cancellationToken);
            var end = Close(load, deployment);
            load.Stop();
            await load.DrainAsync(s_drainTime, cancellationToken);
            return load.Meter.Messages > 0 ? begin.Until(end) : throw new BenchmarkException("no message came in the time measured");
        }
        finally
        {
            load.Stop();
        }
    }

    private static UsageMark Open(MeteredLoad load, Deployment deployment)
    {
        lock (load.Gate)
        {
            load.Meter.Open();
            return UsageMark.Take(deployment);
        }
    }

    private static UsageMark Close(MeteredLoad load, Deployment deployment)
    {
        lock (load.Gate)
        {
            load.Meter.Close();
            return UsageMark.Take(deployment);
        }
    }
}
