using System.IO.Pipelines;
using System.Net.WebSockets;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Protoo.Transports;

namespace Protoo.Benchmarks.Micro;

/// <summary>Measures a message from the WebSocket to SignalR, and one from SignalR to the WebSocket.</summary>
public class TransportBenchmarks
{
    private readonly ClientStream _client = new();
    private ProtooConnectionContext? _connection;
    private byte[] _frame = [];
    private byte[] _message = [];

    [Params(32, 2048)]
    public int DataSize { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _frame = ClientFrame.Text(ProtooText.Request(DataSize));
        _message = ProtooText.Notification(DataSize);
        var metrics = new ServiceCollection().AddMetrics().AddSingleton<ProtooMetrics>().BuildServiceProvider().GetRequiredService<ProtooMetrics>();
        var options = new ProtooOptions();
        _connection = new ProtooConnectionContext(
            new DefaultHttpContext(),
            new NativeConnectionServices
            {
                Options = options,
                Rates = new RateLimits(options, metrics, TimeProvider.System, NullLogger.Instance),
                IsPending = static _ => false,
                OnEnded = static _ => { },
                Traffic = null,
                Metrics = metrics,
                TimeProvider = TimeProvider.System,
                Logger = NullLogger.Instance,
            });
        var stream = new UpgradedStream(_client);
        var webSocket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        ((WebSocketMessageReader)_connection.Input).Open(webSocket, stream);
        ((WebSocketMessageWriter)_connection.Output).Open(webSocket, stream);

        // Reads the handshake, which no client sends.
        _ = Finish(_connection.Input.ReadAsync());
    }

    /// <summary>The message arrives while a read waits for it, as most do.</summary>
    [Benchmark]
    public long Read()
    {
        var read = _connection!.Input.ReadAsync();
        _client.Send(_frame);
        return Finish(read);
    }

    [Benchmark]
    public bool Write()
    {
        var output = _connection!.Output;
        _message.CopyTo(output.GetSpan(_message.Length));
        output.Advance(_message.Length);
        return Finish(output.FlushAsync()).IsCompleted;
    }

    private long Finish(ValueTask<ReadResult> read)
    {
        var buffer = Finish<ReadResult>(read).Buffer;
        var length = buffer.Length;
        _connection!.Input.AdvanceTo(buffer.End);
        return length;
    }

    // The task is already complete, because nothing here changes threads.
    private static T Finish<T>(ValueTask<T> task) => task.GetAwaiter().GetResult();
}
