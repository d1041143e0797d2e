using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Protoo.Benchmarks.Measuring;

/// <summary>Counts the objects that a .NET process holds: the collector's free space, which makes up much of a young process, is left out.</summary>
internal static class LiveObjects
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes the process collect all generations.</summary>
    /// <returns>The bytes of the objects that survived.</returns>
    /// <exception cref="TimeoutException">The process does not collect.</exception>
    public static async Task<long> CollectAsync(int processId, CancellationToken cancellationToken)
    {
        // A session with this keyword begins with a full collection.
        var provider = new EventPipeProvider(
            ClrTraceEventParser.ProviderName,
            EventLevel.Informational,
            (long)(ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.GCHeapCollect));
        var client = new DiagnosticsClient(processId);
        using var session = await client.StartEventPipeSessionAsync([provider], requestRundown: false, token: cancellationToken);
        using var source = new EventPipeEventSource(session.EventStream);
        var survived = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        source.Clr.GCHeapStats += statistics => survived.TrySetResult(statistics.TotalPromoted);
        var reading = Task.Run(source.Process, cancellationToken);
        try
        {
            return await survived.Task.WaitAsync(s_patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"process {processId} did not collect its garbage within {s_patience.TotalSeconds:N0} s");
        }
        finally
        {
            await session.StopAsync(CancellationToken.None);
            await reading;
        }
    }
}
