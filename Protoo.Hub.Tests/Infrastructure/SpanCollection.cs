using System.Collections.ObjectModel;
using System.Diagnostics;

namespace Protoo.Tests.Infrastructure;

/// <summary>Collects spans from all threads, for OpenTelemetry's in-memory exporter.</summary>
internal sealed class SpanCollection : Collection<Activity>
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();

    /// <summary>Waits for a number of spans.</summary>
    public Task<Activity[]> WaitForAsync(int count, Func<Activity, bool> condition)
    {
        return Task.Run(async () =>
        {
            while (true)
            {
                lock (_gate)
                {
                    Activity[] found = [.. this.Where(condition)];
                    if (found.Length >= count)
                    {
                        return found;
                    }
                }

                await Task.Delay(s_pause);
            }
        }).DefaultTimeout();
    }

    protected override void InsertItem(int index, Activity item)
    {
        lock (_gate)
        {
            // The index was determined without the gate.
            base.InsertItem(Count, item);
        }
    }
}
