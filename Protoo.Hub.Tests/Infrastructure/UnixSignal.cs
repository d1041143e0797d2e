using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Protoo.Tests.Infrastructure;

/// <summary>Signals to processes that a test has started.</summary>
internal static partial class UnixSignal
{
    private const int Terminating = 15;
    private const int Continuing = 18;
    private const int Stopping = 19;

    /// <summary>Asks the process to end: SIGTERM.</summary>
    public static void Terminate(Process process) => Send(process, Terminating);

    /// <summary>Freezes the process: SIGSTOP.</summary>
    public static void Freeze(Process process) => Send(process, Stopping);

    /// <summary>Lets a frozen process go on: SIGCONT.</summary>
    public static void Thaw(Process process) => Send(process, Continuing);

    private static void Send(Process process, int signal)
    {
        Requirement.Skip(!OperatingSystem.IsLinux(), "the signals' numbers are those of Linux.");
        Assert.Equal(0, Kill(process.Id, signal));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
