namespace Protoo.Benchmarks.Measuring;

/// <summary>Waits until the memory of processes no longer changes.</summary>
internal static class MemorySettling
{
    private const int Readings = 10;
    private const double Tolerance = 0.005;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <returns>Their resident memory, once it has been stable for two seconds or the patience has run out.</returns>
    public static async Task<long> WaitAsync(IEnumerable<int> processIds, CancellationToken cancellationToken)
    {
        var recent = new Queue<long>(Readings);
        for (var waited = TimeSpan.Zero; waited < s_patience; waited += s_interval)
        {
            if (recent.Count == Readings)
            {
                recent.Dequeue();
            }

            recent.Enqueue(ProcessUsage.GetResidentMemory(processIds));
            if (recent.Count == Readings && recent.Max() - recent.Min() <= recent.Max() * Tolerance)
            {
                break;
            }

            await Task.Delay(s_interval, cancellationToken);
        }

        return recent.Last();
    }
}
