using System.Diagnostics;
using System.Globalization;
using Protoo.Tests.ScaleOut.Model;
using Xunit.Abstractions;

namespace Protoo.Tests.ScaleOut;

/// <summary>
/// Whatever happens to a cluster, its instances and clients agree with a model of it in the end. PROTOO_TEST_MODEL_RUNS sets the
/// number of runs, PROTOO_TEST_MODEL_SEED the seed of the first; each later run uses the next seed.
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int DefaultRuns = 10;
    private const int ManyRuns = 200;

    [SkippableFact]
    public Task RandomRuns_Settle_AsTheModelSays() => RunAsync(ReadVariable("PROTOO_TEST_MODEL_RUNS") ?? DefaultRuns);

    [SkippableFact]
    public Task ManyRandomRuns_Settle_AsTheModelSays()
    {
        Requirement.Full($"{ManyRuns} runs of the cluster take about half an hour.");
        return RunAsync(ManyRuns);
    }

    private async Task RunAsync(int runs)
    {
        var seed = ReadVariable("PROTOO_TEST_MODEL_SEED") ?? Random.Shared.Next(1_000_000);
        output.WriteLine($"{runs} runs from seed {seed}");
        await using var cluster = await ModelCluster.StartAsync();
        for (var i = 0; i < runs; i++)
        {
            var time = Stopwatch.StartNew();
            var plan = new ModelPlan(seed + i);
            try
            {
                await new ModelRun(plan, cluster).RunAsync();
            }
            catch
            {
                // The test reports this failure, not the errors that it causes in the logs.
                cluster.HasFailed = true;
                throw;
            }

            output.WriteLine($"Seed {plan.Seed}, {plan.Batches.FirstOrDefault(static batch => batch.Fault is not null)?.Fault}: {time.ElapsedMilliseconds} ms");
        }
    }

    private static int? ReadVariable(string name)
    {
        return int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
