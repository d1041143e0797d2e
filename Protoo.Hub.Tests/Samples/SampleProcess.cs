using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace Protoo.Tests.Samples;

/// <summary>A sample as its reader runs it, as a separate process.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private SampleProcess(string program, IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _reading = ReadAsync();
    }

    private string Output => string.Join('\n', _output);

    /// <summary>Starts a client. Skips the test if it cannot run.</summary>
    public static SampleProcess Start(ClientSample sample, params string[] arguments) => sample switch
    {
        ClientSample.NodeProtoo => StartNode("node-protoo", arguments),
        ClientSample.NodeSignalR => StartNode("node-signalr", arguments),
        ClientSample.DotNetSignalR => StartDotNet("dotnet-signalr", "DotNetSignalR", arguments),
        ClientSample.DotNetProtoo => StartDotNet("dotnet-protoo", "DotNetProtoo", arguments),
        ClientSample.PythonProtoo => new SampleProcess(Python.FindWith("websockets"), [Path.Combine(FindFolder("python-protoo"), "client.py"), .. arguments]),
        _ => throw new ArgumentOutOfRangeException(nameof(sample)),
    };

    /// <summary>Starts a .NET sample, which was built with the tests.</summary>
    public static SampleProcess StartDotNet(string folder, string assembly, params string[] arguments)
    {
        var path = Path.Combine(FindFolder(folder), "bin", BuildMetadata.Get("Configuration"), "net10.0", $"{assembly}.dll");
        return new SampleProcess("dotnet", [path, .. arguments]);
    }

    /// <summary>Starts any program.</summary>
    public static SampleProcess Run(string program, params string[] arguments) => new(program, arguments);

    /// <summary>Waits for a line of its output, and skips those before it.</summary>
    /// <returns>The rest of the line.</returns>
    public async Task<string> ExpectLineAsync(string start)
    {
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync().AsTask().DefaultTimeout();
                var index = line.IndexOf(start, StringComparison.Ordinal);
                if (index >= 0)
                {
                    return line[(index + start.Length)..];
                }
            }
        }
        catch (Exception exception) when (exception is ChannelClosedException or TimeoutException)
        {
            throw new InvalidOperationException($"The sample does not write '{start}', but:\n{Output}", exception);
        }
    }

    /// <summary>Waits until it ends by itself with exit code 0.</summary>
    public async Task ExpectEndAsync()
    {
        await _reading.DefaultTimeout();
        Assert.True(_process.ExitCode == 0, $"The sample ended with {_process.ExitCode}:\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _reading.DefaultTimeout();
        _process.Dispose();
    }

    private static SampleProcess StartNode(string folder, string[] arguments)
    {
        var node = Requirement.Program("node");
        var path = FindFolder(folder);
        Requirement.Skip(!Directory.Exists(Path.Combine(path, "node_modules")), $"the packages are not installed: run npm ci in {path}.");
        return new SampleProcess(node, [Path.Combine(path, "client.js"), .. arguments]);
    }

    private static string FindFolder(string name) => Path.Combine(BuildMetadata.Get("SamplesFolder"), name);

    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        await _process.WaitForExitAsync();
        _lines.Writer.Complete();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
            _lines.Writer.TryWrite(line);
        }
    }
}
