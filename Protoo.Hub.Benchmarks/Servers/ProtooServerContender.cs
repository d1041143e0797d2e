using System.ComponentModel;
using System.Diagnostics;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>The original: protoo-server on Node.js.</summary>
internal sealed class ProtooServerContender() : Contender("protoo-server", "protoo-server 4.0.8 (Node.js)", "/", new ProtooDialect())
{
    private static readonly TimeSpan s_installTime = TimeSpan.FromMinutes(2);

    private static string Folder { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Baselines", "protoo-server");

    public override async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (await TryRunAsync("node", ["--version"], cancellationToken) is { } withoutNode)
        {
            return withoutNode;
        }

        // The packages bring their native parts along, so nothing is built.
        return Directory.Exists(System.IO.Path.Combine(Folder, "node_modules"))
            ? null
            : await TryRunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken);
    }

    public override ProcessStartInfo GetCommand(int port)
    {
        return new ProcessStartInfo("node", ["server.mjs", $"{port}"])
        {
            WorkingDirectory = Folder,
            Environment = { ["NODE_ENV"] = "production" },
        };
    }

    /// <returns>Null, or what went wrong.</returns>
    private static async Task<string?> TryRunAsync(string command, string[] arguments, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_installTime);
        try
        {
            await using var process = ChildProcess.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder });
            var exitCode = await process.WaitForExitAsync(timeout.Token);
            return exitCode == 0 ? null : $"{command} ended with {exitCode}: {process.LastOutput}";
        }
        catch (Win32Exception)
        {
            return $"there is no {command} to start";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{command} took longer than {s_installTime.TotalMinutes:N0} min";
        }
    }
}
