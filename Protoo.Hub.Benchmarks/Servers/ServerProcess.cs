using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Protoo.Benchmarks.Servers;

/// <summary>A process that serves on a loopback port.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly ChildProcess _process;
    private readonly string? _readyPath;

    private ServerProcess(ChildProcess process, IPEndPoint endPoint, string? readyPath)
    {
        _process = process;
        EndPoint = endPoint;
        _readyPath = readyPath;
    }

    public IPEndPoint EndPoint { get; }

    public int Id => _process.Id;

    /// <summary>Starts a server on a free port, and completes once it is ready.</summary>
    /// <param name="getCommand">Returns the command that serves on a port.</param>
    /// <param name="readyPath">The path that returns 200 once the server is ready; null if it is ready when it listens.</param>
    /// <param name="cancellationToken">Cancels the wait and ends the process.</param>
    public static async Task<ServerProcess> StartAsync(Func<int, ProcessStartInfo> getCommand, string? readyPath, CancellationToken cancellationToken)
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, FindFreePort());
        var command = getCommand(endPoint.Port);

        // The runtime's default, whatever the shell has set.
        command.Environment["DOTNET_TieredPGO"] = "1";
        var server = new ServerProcess(ChildProcess.Start(command), endPoint, readyPath);
        try
        {
            await server.WaitUntilReadyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_startTime);
        try
        {
            while (!await IsReadyAsync(timeout.Token))
            {
                await Task.Delay(s_interval, timeout.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchmarkException($"the server was not ready within {s_startTime.TotalSeconds:N0} s: {_process.LastOutput}");
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (_process.HasExited)
        {
            throw new BenchmarkException($"the server ended: {_process.LastOutput}");
        }

        try
        {
            return _readyPath is null ? await TryConnectAsync(cancellationToken) : await TryGetAsync(_readyPath, cancellationToken);
        }
        finally
        {
            // Leaves the generator's thread, on which a socket's await continues.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private async Task<bool> TryConnectAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(EndPoint, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> TryGetAsync(string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            using var response = await http.GetAsync(new Uri($"http://{EndPoint}{path}"), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
