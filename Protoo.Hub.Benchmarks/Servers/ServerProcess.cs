using System.Net;
using System.Net.Sockets;

namespace Protoo.Benchmarks.Servers;

/// <summary>A contender's server, running.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly ChildProcess _process;

    private ServerProcess(Contender contender, ChildProcess process, IPEndPoint endPoint)
    {
        Contender = contender;
        EndPoint = endPoint;
        _process = process;
    }

    public Contender Contender { get; }

    public IPEndPoint EndPoint { get; }

    public int Id => _process.Id;

    /// <summary>Starts it on a free port, and returns once it listens.</summary>
    public static async Task<ServerProcess> StartAsync(Contender contender, bool isPinned, CancellationToken cancellationToken)
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, FindFreePort());
        var command = contender.GetCommand(endPoint.Port);

        // The runtime's default, whatever the shell says.
        command.Environment["DOTNET_TieredPGO"] = "1";
        var process = ChildProcess.Start(isPinned ? Pinning.Pin(command) : command);
        try
        {
            await WaitUntilListeningAsync(process, endPoint, cancellationToken);
            return new ServerProcess(contender, process, endPoint);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task WaitUntilListeningAsync(ChildProcess process, IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < s_startTime; waited += s_interval)
        {
            if (process.HasExited)
            {
                throw new BenchmarkException($"the server ended: {process.LastOutput}");
            }

            if (await TryConnectAsync(endPoint, cancellationToken))
            {
                return;
            }

            await Task.Delay(s_interval, cancellationToken);
        }

        throw new BenchmarkException($"the server did not listen within {s_startTime.TotalSeconds:N0} s: {process.LastOutput}");
    }

    private static async Task<bool> TryConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        finally
        {
            // The continuation of a socket's await is on the generator's thread.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
