using System.ComponentModel;
using System.Diagnostics;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>A process that the runner started, and that ends when it is disposed of.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new(KeptLines);

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that the process wrote.</summary>
    public string LastOutput
    {
        get
        {
            lock (_lastLines)
            {
                return string.Join(" / ", _lastLines);
            }
        }
    }

    public static ChildProcess Start(ProcessStartInfo command)
    {
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        foreach (var setting in GeneratorThread.Settings)
        {
            command.Environment.Remove(setting);
        }

        return new ChildProcess(Process.Start(command)!);
    }

    /// <summary>Runs a command until it ends.</summary>
    /// <returns>Null if it succeeded; otherwise, what went wrong.</returns>
    public static async Task<string?> TryRunAsync(ProcessStartInfo command, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_patience);
        try
        {
            await using var process = Start(command);
            var exitCode = await process.WaitForExitAsync(timeout.Token);
            return exitCode == 0 ? null : $"{command.FileName} ended with {exitCode}: {process.LastOutput}";
        }
        catch (Win32Exception)
        {
            return $"there is no {command.FileName} to start";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{command.FileName} took longer than {s_patience.TotalMinutes:N0} min";
        }
    }

    /// <summary>Runs a command and reads what it prints.</summary>
    /// <returns>The last lines; null if the command failed.</returns>
    public static async Task<string?> TryReadAsync(ProcessStartInfo command, CancellationToken cancellationToken)
    {
        try
        {
            await using var process = Start(command);
            return await process.WaitForExitAsync(cancellationToken) == 0 ? process.LastOutput : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        // Killed instead of shut down, because a room server would drain.
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_lastLines)
        {
            if (_lastLines.Count == KeptLines)
            {
                _lastLines.Dequeue();
            }

            _lastLines.Enqueue(line.Trim());
        }
    }
}
