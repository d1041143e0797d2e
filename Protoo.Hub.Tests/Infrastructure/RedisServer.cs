using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Protoo.Tests.Infrastructure;

/// <summary>A real redis-server on a free port, which ends with its last user.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _program;
    private readonly string _folder = Directory.CreateTempSubdirectory("protoo-redis-").FullName;
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(string program, int port, string[] settings)
    {
        _settings = settings;
        _program = program;
        Port = port;
    }

    public int Port { get; }

    /// <param name="settings">Settings as on its command line: <c>--cluster-enabled yes</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var program = Requirement.Program("redis-server");
        while (true)
        {
            var server = new RedisServer(program, FindFreePort(), settings);
            if (await server.TryStartAsync())
            {
                return server;
            }

            // Somebody else has taken the port.
            await server.DisposeAsync();
        }
    }

    public async Task<IConnectionMultiplexer> ConnectAsync()
    {
        return await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},allowAdmin=true").DefaultTimeout();
    }

    /// <summary>Ends the server. What it held is lost, unless it is saved.</summary>
    public async Task StopAsync(bool saves = false)
    {
        if (saves)
        {
            await using var connection = await ConnectAsync();
            var database = connection.GetDatabase();

            // Nothing that it answers is to be lost.
            _ = await database.ExecuteAsync("CLIENT", "PAUSE", "60000", "WRITE").DefaultTimeout();
            _ = await database.ExecuteAsync("SAVE").DefaultTimeout();
        }

        await KillAsync();
        if (!saves)
        {
            // What it saved an earlier time.
            File.Delete(Path.Combine(_folder, "dump.rdb"));
        }
    }

    /// <summary>Starts the server again on its port, with what it has saved.</summary>
    public async Task StartAgainAsync() => Assert.True(await TryStartAsync(), "The port was taken.");

    /// <summary>Stops the server from answering; connections stay.</summary>
    public void Freeze() => UnixSignal.Freeze(_process!);

    public void Thaw() => UnixSignal.Thaw(_process!);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> TryStartAsync()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        string[] arguments = ["--port", port, "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no", "--dir", _folder, .. _settings];
        _process = Process.Start(new ProcessStartInfo(_program, arguments)
        {
            RedirectStandardOutput = true,
        })!;
        while (await _process.StandardOutput.ReadLineAsync().DefaultTimeout() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                return true;
            }
        }

        await KillAsync();
        return false;
    }

    private async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync().DefaultTimeout();
            process.Dispose();
        }
    }
}
