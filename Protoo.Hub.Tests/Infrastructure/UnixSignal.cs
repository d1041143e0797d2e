using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Protoo.Tests.Infrastructure;

/// <summary>Signals for processes that a test has started.</summary>
internal static partial class UnixSignal
{
    private const int Terminating = 15;
    private const int Continuing = 18;
    private const int Stopping = 19;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Asks the process to end: SIGTERM.</summary>
    public static void Terminate(Process process) => Send(process, Terminating);

    /// <summary>Freezes the process, and returns when it has stopped: SIGSTOP.</summary>
    public static void Freeze(Process process)
    {
        Send(process, Stopping);

        // Threads on other processors run on for a moment.
        Assert.True(SpinWait.SpinUntil(() => IsFrozen(process), s_limit), $"The process {process.Id} does not stop.");
    }

    /// <summary>Resumes a frozen process: SIGCONT.</summary>
    public static void Thaw(Process process) => Send(process, Continuing);

    // "id (name) state …", where T means stopped, and the name may contain anything.
    private static bool IsFrozen(Process process)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{process.Id}/task").All(static thread =>
            {
                var stat = File.ReadAllText(Path.Combine(thread, "stat"));
                return stat[stat.LastIndexOf(')') + 2] == 'T';
            });
        }
        catch (IOException)
        {
            // A thread has just ended.
            return false;
        }
    }

    private static void Send(Process process, int signal)
    {
        Requirement.Skip(!OperatingSystem.IsLinux(), "the signals' numbers are those of Linux.");
        Assert.Equal(0, Kill(process.Id, signal));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
