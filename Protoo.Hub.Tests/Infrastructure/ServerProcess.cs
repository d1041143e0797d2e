using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Protoo.Server;

namespace Protoo.Tests.Infrastructure;

/// <summary>The room server as a separate process. On disposal, an error in its output fails the test.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isToEnd;

    private ServerProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnOutput(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    // A published server, if the run is for one.
    private static string? Program => Environment.GetEnvironmentVariable("PROTOO_TEST_SERVER");

    public int Id => _process.Id;

    public Uri Http => _address.Task.Result;

    /// <summary>Its log so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <param name="settings">Settings as on its command line: <c>Protoo:DuplicatePeer=Reject</c>.</param>
    public static Task<ServerProcess> StartAsync(params string[] settings) => StartProgramAsync(Program, settings);

    /// <param name="program">The program of a published server; null for the one that was built with the tests.</param>
    /// <param name="settings">Settings as on its command line.</param>
    public static async Task<ServerProcess> StartProgramAsync(string? program, params string[] settings)
    {
        string[] arguments =
        [
            .. program is null ? (string[])[typeof(RoomServer).Assembly.Location] : [],
            "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks=None",
            "--Logging:Console:FormatterName=simple",
            "--Logging:Console:FormatterOptions:SingleLine=true",
            .. settings.Select(static setting => $"--{setting}"),
        ];
        var server = new ServerProcess(Process.Start(new ProcessStartInfo(program ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        try
        {
            // Completes only after all output has been read.
            var ended = server._process.WaitForExitAsync();
            if (await Task.WhenAny(server._address.Task, ended).DefaultTimeout() == ended)
            {
                throw new InvalidOperationException($"The server ended:\n{server.Output}");
            }

            return server;
        }
        catch
        {
            await server.EndAsync();
            throw;
        }
    }

    /// <summary>Starts an instance of a cluster, and waits until it is ready.</summary>
    public static Task<ServerProcess> StartInstanceAsync(int redisPort, params string[] settings) => StartInstanceAsync(Program, redisPort, settings);

    /// <param name="program">The program of a published server; null for the one that was built with the tests.</param>
    /// <param name="redisPort">The port of Redis.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<ServerProcess> StartInstanceAsync(string? program, int redisPort, params string[] settings)
    {
        var server = await StartProgramAsync(program, [$"ConnectionStrings:Redis=127.0.0.1:{redisPort}", .. settings]);
        await server.WaitForReadinessAsync(HttpStatusCode.OK);
        return server;
    }

    /// <summary>The address of a native client.</summary>
    public Uri ProtooUrl(string peerId, string roomId = "r")
    {
        return new UriBuilder(new Uri(Http, $"/protoo?roomId={roomId}&peerId={peerId}")) { Scheme = "ws" }.Uri;
    }

    /// <summary>The address of a SignalR client.</summary>
    public Uri HubUrl(string peerId, string roomId = "r") => new(Http, $"/hub?roomId={roomId}&peerId={peerId}");

    /// <summary>Waits for a status at <c>/healthz/ready</c>.</summary>
    public async Task WaitForReadinessAsync(HttpStatusCode status)
    {
        await Polling.WaitUntilAsync(async () => await GetStatusAsync("/healthz/ready") == status);
    }

    public async Task<HttpStatusCode> GetStatusAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(Http, path)).DefaultTimeout();
        return response.StatusCode;
    }

    /// <summary>Kills the process, with no chance to say goodbye: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _isToEnd = true;
        _process.Kill();
        await _process.WaitForExitAsync().DefaultTimeout();
    }

    public void Freeze() => UnixSignal.Freeze(_process);

    public void Thaw() => UnixSignal.Thaw(_process);

    /// <summary>Asks the process to end, and waits: SIGTERM.</summary>
    public async Task StopAsync()
    {
        _isToEnd = true;
        UnixSignal.Terminate(_process);
        await _process.WaitForExitAsync().DefaultTimeout();
        Assert.True(_process.ExitCode == 0, $"The server ended with {_process.ExitCode}:\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        var hasEndedByItself = _process.HasExited && !_isToEnd;
        await EndAsync();
        Assert.False(hasEndedByItself, $"The server ended by itself:\n{Output}");
        Assert.False(_output.Any(IsUnexpected), Output);
    }

    // SignalR also logs errors that a hub method sends to its caller, and its backplane logs that Redis is away.
    private static bool IsUnexpected(string line)
    {
        return line.Contains("Unhandled exception", StringComparison.Ordinal)
            || line.StartsWith("crit:", StringComparison.Ordinal)
            || (line.StartsWith("fail:", StringComparison.Ordinal)
                && !line.Contains(nameof(ProtooException), StringComparison.Ordinal)
                && !line.Contains("Connection to Redis failed.", StringComparison.Ordinal));
    }

    // Also waits for the rest of the output, even if the process has long ended.
    private async Task EndAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().DefaultTimeout();
        _process.Dispose();
        _http.Dispose();
    }

    private void OnOutput(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        var start = line.IndexOf(Listening, StringComparison.Ordinal);
        if (start >= 0)
        {
            _address.TrySetResult(new Uri(line[(start + Listening.Length)..]));
        }
    }
}
