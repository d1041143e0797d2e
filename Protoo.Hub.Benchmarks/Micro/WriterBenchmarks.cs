using System.Buffers;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Protoo.Protocol;

namespace Protoo.Benchmarks.Micro;

/// <summary>Measures writing a message.</summary>
public class WriterBenchmarks
{
    private readonly ProtooMessageWriter _writer = new(JsonSerializerOptions.Web);
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private object?[] _arguments = [];

    [Params(32, 2048)]
    public int DataSize { get; set; }

    // Boxed once, because SignalR passes an object.
    [GlobalSetup]
    public void SetUp() => _arguments = [new RawJson(Encoding.UTF8.GetBytes(ProtooText.Data(DataSize)))];

    [Benchmark]
    public int Success()
    {
        _output.ResetWrittenCount();
        _writer.WriteSuccess(_output, "1234567", _arguments[0]);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int Notification()
    {
        _output.ResetWrittenCount();
        _writer.WriteNotification(_output, "chat", _arguments);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int Error()
    {
        _output.ResetWrittenCount();
        _writer.WriteError(_output, "1234567", 403, "Not Allowed");
        return _output.WrittenCount;
    }
}
