using System.Diagnostics;
using System.Globalization;

namespace Protoo.Tests.Infrastructure;

/// <summary>A real redis-server on a free port.</summary>
internal sealed class RedisProcess : RedisServer
{
    private readonly string _program;
    private readonly string _folder = Directory.CreateTempSubdirectory("protoo-redis-").FullName;
    private readonly string[] _settings;
    private Process? _process;

    private RedisProcess(string program, int port, string[] settings)
        : base(port)
    {
        _settings = settings;
        _program = program;
    }

    public static async Task<RedisProcess> StartAsync(string program, string[] settings)
    {
        while (true)
        {
            var server = new RedisProcess(program, FreePort.Find(), settings);
            if (await server.TryStartAsync())
            {
                return server;
            }

            // Another process has taken the port.
            await server.DisposeAsync();
        }
    }

    public override async Task SaveAsync()
    {
        await using var connection = await ConnectAsync();
        _ = await connection.GetDatabase().ExecuteAsync("SAVE").DefaultTimeout();
    }

    public override async Task StopAsync(RedisMemory memory = RedisMemory.Nothing)
    {
        switch (memory)
        {
            case RedisMemory.Nothing:
                File.Delete(Path.Combine(_folder, "dump.rdb"));
                break;
            case RedisMemory.Everything:
                // No write that it confirms may be lost.
                await using (var connection = await ConnectAsync())
                {
                    _ = await connection.GetDatabase().ExecuteAsync("CLIENT", "PAUSE", "60000", "WRITE").DefaultTimeout();
                }

                await SaveAsync();
                break;
        }

        await KillAsync();
    }

    public override async Task StartAgainAsync() => Assert.True(await TryStartAsync(), "The port was taken.");

    public override void Freeze() => UnixSignal.Freeze(_process!);

    public override void Thaw() => UnixSignal.Thaw(_process!);

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
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
