using System.Diagnostics;
using System.Net;
using Protoo.Benchmarks.Attacks;

namespace Protoo.Benchmarks.Servers;

/// <summary>
/// An attacker in a process of its own, with the lowest priority: attackers on the internet take no time from a server's processor, nor
/// from the clients' machines.
/// </summary>
internal sealed class AttackProcess : IAsyncDisposable
{
    public const string Verb = "attack";

    private const string Begun = "The attack has begun.";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    private readonly ChildProcess _process;

    private AttackProcess(ChildProcess process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts an attacker, and completes once the attack has its effect.</summary>
    public static async Task<AttackProcess> StartAsync(string attack, Deployment deployment, CancellationToken cancellationToken)
    {
        var contender = deployment.Contender;
        var server = deployment.GetEndPoint(client: 0, room: 0);
        string[] arguments =
        [
            "-n", "19", "dotnet", typeof(AttackProcess).Assembly.Location, Verb,
            attack, server.ToString(), contender.Dialect.Subprotocol is null ? "signalr" : "native",
        ];

        // Runs on the core of the runner, if that has one of its own.
        var process = new AttackProcess(ChildProcess.Start(new ProcessStartInfo("nice", arguments)));
        try
        {
            await process.WaitUntilBegunAsync(cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs as an attacker, until killed.</summary>
    /// <param name="args">The attack, the address of the server, and <c>native</c> or <c>signalr</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var attack = AttackCatalog.All[args[0]]();
        var running = attack.RunAsync(new AttackTarget(IPEndPoint.Parse(args[1]), args[2] == "signalr"), CancellationToken.None);
        await attack.Begun;
        Console.WriteLine(Begun);
        await running;

        // The runner reads what it has used.
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilBegunAsync(CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); !_process.LastOutput.Contains(Begun, StringComparison.Ordinal);)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > s_patience)
            {
                throw new BenchmarkException($"the attack did not begin: {_process.LastOutput}");
            }

            await Task.Delay(s_interval, cancellationToken);
        }
    }
}
