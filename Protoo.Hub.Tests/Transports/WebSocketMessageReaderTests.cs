using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Transports;

/// <summary>The reading end of a native connection, on a WebSocket over pipes.</summary>
public sealed class WebSocketMessageReaderTests : IAsyncDisposable
{
    private const string Message = """{"notification":true,"method":"m","data":"0123456789"}""";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<ProtooMetrics>().BuildServiceProvider();
    private readonly Pipe _toServer = new();
    private readonly WebSocket _server;
    private readonly WebSocket _client;
    private readonly PipeReader _reader;

    public WebSocketMessageReaderTests()
    {
        var toClient = new Pipe();
        _server = WebSocket.CreateFromStream(new DuplexStream(_toServer.Reader, toClient.Writer), new WebSocketCreationOptions { IsServer = true });
        _client = WebSocket.CreateFromStream(new DuplexStream(toClient.Reader, _toServer.Writer), new WebSocketCreationOptions());
        _reader = AcceptedWebSocket.ConnectionFor(_server, _services.GetRequiredService<ProtooMetrics>()).Input;
    }

    [Fact]
    public async Task FirstRead_IsSignalRsHandshake()
    {
        Assert.Equal("{\"protocol\":\"protoo\",\"version\":1}\u001e", await ReadAsync());
    }

    [Fact]
    public async Task Messages_AreReadOneByOne()
    {
        await ReadAsync();
        await SendAsync(Message, isEnd: true);
        await SendAsync("ignored", isEnd: true);
        await SendAsync(Message.Replace("\"m\"", "\"n\"", StringComparison.Ordinal), isEnd: true);

        Assert.Equal(Message, await ReadAsync());
        Assert.Contains("\"n\"", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CanceledRead_KeepsTheBufferThatIsReceivedInto()
    {
        await ReadAsync();
        await SendAsync(Message[..20], isEnd: false);
        var read = _reader.ReadAsync().AsTask();
        _reader.CancelPendingRead();
        var canceled = await read.DefaultTimeout();
        Assert.True(canceled.IsCanceled);
        _reader.AdvanceTo(canceled.Buffer.Start, canceled.Buffer.End);

        // A buffer rented now must be a different one.
        var rented = new List<byte[]>();
        for (var i = 0; i < 64; i++)
        {
            rented.Add(ArrayPool<byte>.Shared.Rent(4096));
            Array.Fill(rented[^1], (byte)'!');
        }

        await SendAsync(Message[20..], isEnd: true);
        Assert.Equal(Message, await ReadAsync());
        rented.ForEach(static buffer => ArrayPool<byte>.Shared.Return(buffer));
    }

    [Fact]
    public async Task CancelBeforeRead_CancelsTheNextReadOnly()
    {
        await ReadAsync();
        await SendAsync(Message, isEnd: true);
        _reader.CancelPendingRead();

        Assert.True((await _reader.ReadAsync().AsTask().DefaultTimeout()).IsCanceled);
        Assert.Equal(Message, await ReadAsync());
    }

    [Fact]
    public async Task ClientCloses_IsTheEnd()
    {
        await ReadAsync();
        await _client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).DefaultTimeout();

        Assert.True((await _reader.ReadAsync().AsTask().DefaultTimeout()).IsCompleted);
    }

    [Fact]
    public async Task ClientVanishes_IsTheEnd()
    {
        await ReadAsync();
        await _toServer.Writer.CompleteAsync();

        Assert.True((await _reader.ReadAsync().AsTask().DefaultTimeout()).IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        await _services.DisposeAsync();
    }

    private async Task<string> ReadAsync()
    {
        var result = await _reader.ReadAsync().AsTask().DefaultTimeout();
        var text = Encoding.UTF8.GetString(result.Buffer);
        _reader.AdvanceTo(result.Buffer.End);
        return text;
    }

    private Task SendAsync(string text, bool isEnd)
    {
        return _client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isEnd, CancellationToken.None).DefaultTimeout();
    }
}
