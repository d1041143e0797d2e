using System.Runtime.InteropServices;
using Protoo.Benchmarks;
using Protoo.Benchmarks.Baselines.BareWebSocket;
using Protoo.Benchmarks.Baselines.Hubs;
using Protoo.Benchmarks.Baselines.PlainSignalR;
using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Micro;
using Protoo.Benchmarks.Servers;

switch (args)
{
    case [PlainSignalRServer.Verb, .. var serverArgs]:
        await PlainSignalRServer.RunAsync(serverArgs);
        return 0;
    case [BareServer.Verb, .. var serverArgs]:
        await BareServer.RunAsync(serverArgs);
        return 0;
    case [HubServer.Verb, .. var serverArgs]:
        await HubServer.RunAsync(serverArgs);
        return 0;
    case [AttackProcess.Verb, .. var attackArgs]:
        return await AttackProcess.RunAsync(attackArgs);
    case [MicroBenchmarks.Verb, .. var microArgs]:
        return MicroBenchmarks.Run(microArgs) ? 0 : 1;
}

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("The benchmarks read /proc, and so run on Linux only.");
    return 2;
}

if (args.Contains("--help"))
{
    Console.WriteLine(BenchmarkOptions.Usage);
    return 0;
}

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args);
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n{BenchmarkOptions.Usage}");
    return 2;
}

// On any signal to end, the runner first ends its servers.
using var interrupted = new CancellationTokenSource();
PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
var registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true;
    interrupted.Cancel();
}));

GeneratorThread.Configure();
try
{
    return await new BenchmarkRun(options).RunAsync(interrupted.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}
catch (Exception exception) when (exception is BenchmarkException or TimeoutException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
finally
{
    Array.ForEach(registrations, static registration => registration.Dispose());
}
