namespace Protoo.Benchmarks.Clients;

/// <summary>
/// Makes the one thread that waits for the sockets also handle what they receive. Otherwise each event is handed to the thread pool, which
/// costs the generator more than all its other work and takes that time from the core that the server needs.
/// </summary>
internal static class GeneratorThread
{
    private const string RunInline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Threads = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>The environment variables that servers must not inherit.</summary>
    public static IReadOnlyList<string> Settings { get; } = [RunInline, Threads];

    /// <summary>
    /// Must be called before the first socket of the process. The settings are read only then, and only from the environment.
    /// </summary>
    public static void Configure()
    {
        Environment.SetEnvironmentVariable(RunInline, "1");
        Environment.SetEnvironmentVariable(Threads, "1");
    }
}
