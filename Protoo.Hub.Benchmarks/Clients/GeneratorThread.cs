namespace Protoo.Benchmarks.Clients;

/// <summary>
/// Lets one thread, the one that waits for the sockets, also deal with what they receive. Otherwise each event is handed to the thread pool, which costs
/// the generator more than all the rest of its work, and takes it from the core that the server needs.
/// </summary>
internal static class GeneratorThread
{
    private const string RunInline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Threads = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>What the servers must not inherit.</summary>
    public static IReadOnlyList<string> Settings { get; } = [RunInline, Threads];

    /// <summary>Must come before the first socket of the process: then these are read, and nowhere but in the environment.</summary>
    public static void Configure()
    {
        Environment.SetEnvironmentVariable(RunInline, "1");
        Environment.SetEnvironmentVariable(Threads, "1");
    }
}
