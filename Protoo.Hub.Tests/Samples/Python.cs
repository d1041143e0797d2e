using System.Diagnostics;

namespace Protoo.Tests.Samples;

/// <summary>Finds Python; a machine may have several.</summary>
internal static class Python
{
    /// <summary>Finds one that has a module, or skips the test.</summary>
    public static string FindWith(string module)
    {
        var python = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Append("/usr/bin")
            .SelectMany(static folder => new[] { Path.Combine(folder, "python3"), Path.Combine(folder, "python.exe") })
            .FirstOrDefault(path => File.Exists(path) && Has(path, module));
        Requirement.Skip(python is null, $"no python3 on the PATH can import {module}.");
        return python!;
    }

    private static bool Has(string path, string module)
    {
        using var process = Process.Start(new ProcessStartInfo(path, ["-c", $"import {module}"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
