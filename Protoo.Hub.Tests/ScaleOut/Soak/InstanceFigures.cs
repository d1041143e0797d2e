namespace Protoo.Tests.ScaleOut.Soak;

/// <summary>What an instance holds.</summary>
/// <param name="LiveBytes">The bytes of the objects that survive a full collection.</param>
/// <param name="Handles">Open sockets, pipes and files, without assemblies, which are loaded when they are first needed.</param>
/// <param name="Timers">Running timers.</param>
/// <param name="Members">Rooms, peers and native connections, less those at the beginning.</param>
internal sealed record InstanceFigures(long LiveBytes, int Handles, int Timers, int Members)
{
    /// <summary>Reads the figures of a server process.</summary>
    public static async Task<InstanceFigures> ReadAsync(int processId, ServerGauges gauges)
    {
        var liveBytes = await Benchmarks.Measuring.LiveObjects.CollectAsync(processId, CancellationToken.None).DefaultTimeout();
        await gauges.RefreshAsync();
        return new InstanceFigures(liveBytes, CountHandles(processId), gauges.TimerCount, gauges.Members);
    }

    /// <summary>Whether an instance holds no more than before, apart from a tolerance.</summary>
    public bool IsWithin(InstanceFigures before, InstanceFigures tolerance)
    {
        return LiveBytes <= before.LiveBytes + tolerance.LiveBytes
            && Handles <= before.Handles + tolerance.Handles
            && Timers <= before.Timers + tolerance.Timers
            && Members == before.Members;
    }

    private static int CountHandles(int processId)
    {
        // A handle that has been closed meanwhile leads nowhere.
        return Directory.GetFileSystemEntries($"/proc/{processId}/fd")
            .Select(static handle => new FileInfo(handle).LinkTarget)
            .Count(static target => target?.EndsWith(".dll", StringComparison.Ordinal) == false);
    }
}
