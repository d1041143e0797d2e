using BenchmarkDotNet.Attributes;
using Protoo.Protocol;

namespace Protoo.Benchmarks.Micro;

/// <summary>Measures reading the envelope of a message.</summary>
public class ReaderBenchmarks
{
    private byte[] _request = [];
    private byte[] _response = [];
    private byte[] _notification = [];

    [Params(32, 2048)]
    public int DataSize { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _request = ProtooText.Request(DataSize);
        _response = ProtooText.Response(DataSize);
        _notification = ProtooText.Notification(DataSize);
    }

    [Benchmark]
    public int Request() => Read(_request);

    [Benchmark]
    public int Response() => Read(_response);

    [Benchmark]
    public int Notification() => Read(_notification);

    private static int Read(byte[] message) => ProtooMessageReader.Read(message).Data.Length;
}
