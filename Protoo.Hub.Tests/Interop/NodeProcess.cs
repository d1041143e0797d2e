using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Protoo.Tests.Interop;

/// <summary>A Node process that runs clients for the tests of a class. The first client starts it.</summary>
public sealed class NodeProcess : IAsyncLifetime
{
    private static readonly string s_folder = BuildMetadata.Get("NodeFolder");
    private static readonly string s_overSignalRFolder = Path.Combine(BuildMetadata.Get("SamplesFolder"), "protoo-over-signalr");

    private readonly ConcurrentDictionary<int, NodeClient> _clients = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _pending = new();
    private readonly Lock _gate = new();
    private Process? _process;
    private Task<Exception> _reading = Task.FromResult<Exception>(new InvalidOperationException("Node was not started."));
    private int _lastId;

    internal bool HasEnded => _reading.IsCompleted;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _reading.DefaultTimeout();
            _process.Dispose();
        }
    }

    /// <summary>Creates a client. Without Node and the libraries, the test is skipped.</summary>
    internal NodeClient Add(ClientLibrary library)
    {
        EnsureStarted();
        if (library.IsOverSignalR())
        {
            EnsureInstalled(s_overSignalRFolder);
        }

        var id = Interlocked.Increment(ref _lastId);
        return _clients[id] = new NodeClient(this, id, library);
    }

    internal void Remove(int client) => _clients.TryRemove(client, out _);

    internal async Task<JsonElement> RunAsync(int client, string what, object with)
    {
        var command = Interlocked.Increment(ref _lastId);
        var completion = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[command] = completion;
        var line = JsonSerializer.Serialize(new Dictionary<string, object> { ["command"] = command, ["client"] = client, ["do"] = what, ["with"] = with });
        try
        {
            lock (_gate)
            {
                _process!.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            throw await _reading.DefaultTimeout();
        }

        return await completion.Task.DefaultTimeout();
    }

    private static void EnsureInstalled(string folder)
    {
        Requirement.Skip(!Directory.Exists(Path.Combine(folder, "node_modules")), $"the clients are not installed: run npm ci in {folder}.");
    }

    private void EnsureStarted()
    {
        var node = Requirement.Program("node");
        EnsureInstalled(s_folder);
        lock (_gate)
        {
            if (_process is null)
            {
                _process = Process.Start(new ProcessStartInfo(node, [Path.Combine(s_folder, "driver.js")])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                _reading = ReadAsync(_process);
            }
        }
    }

    // Completes with the reason when the process has ended.
    private async Task<Exception> ReadAsync(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } text)
        {
            OnLine(JsonSerializer.Deserialize<JsonElement>(text));
        }

        await process.WaitForExitAsync();
        var exception = new InvalidOperationException($"Node ended with {process.ExitCode}: {await errors}");
        foreach (var client in _clients.Values)
        {
            client.OnProcessEnded(exception);
        }

        foreach (var completion in _pending.Values)
        {
            completion.TrySetException(exception);
        }

        return exception;
    }

    private void OnLine(JsonElement line)
    {
        if (!line.TryGetProperty("command", out var command))
        {
            // A removed client may still write lines.
            if (_clients.TryGetValue(line.GetProperty("client").GetInt32(), out var client))
            {
                client.OnLine(line);
            }
        }
        else if (_pending.TryRemove(command.GetInt32(), out var completion))
        {
            if (line.TryGetProperty("error", out var error))
            {
                int? code = error.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
                completion.SetException(new ClientErrorException(code, error.GetProperty("reason").GetString()!));
            }
            else
            {
                completion.SetResult(line.TryGetProperty("result", out var result) ? result : default);
            }
        }
    }
}
