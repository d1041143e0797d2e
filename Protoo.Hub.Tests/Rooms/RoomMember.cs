using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>A connection without a network, with what was written to it.</summary>
internal sealed class RoomMember
{
    private readonly Pipe _output = new();

    private RoomMember(RoomRegistry registry, IHubProtocol protocol, PipeWriter? output)
    {
        var transport = new DuplexPipe(new Pipe().Reader, output ?? _output.Writer);
        Connection = new HubConnectionContext(
            new DefaultConnectionContext(Guid.NewGuid().ToString("N"), transport, transport),
            new HubConnectionContextOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan },
            NullLoggerFactory.Instance)
        {
            Protocol = protocol,
        };
        Peer = new HubPeer(Connection, registry);
    }

    public HubConnectionContext Connection { get; }

    public HubPeer Peer { get; }

    public bool IsClosed => Connection.ConnectionAborted.IsCancellationRequested;

    /// <param name="registry">The rooms.</param>
    /// <param name="protocol">The client's protocol; SignalR's JSON protocol by default.</param>
    /// <param name="output">Where output goes; by default, <see cref="Read"/> reads it.</param>
    public static RoomMember Connect(RoomRegistry registry, IHubProtocol? protocol = null, PipeWriter? output = null)
    {
        return new(registry, protocol ?? new JsonHubProtocol(), output);
    }

    /// <summary>
    /// What was written since the last call: <c>newPeer {"peerId":"b"}</c>, for a request with its id first; <c>closed: why</c>, and whether the
    /// client may come back.
    /// </summary>
    public string[] Read()
    {
        if (!_output.Reader.TryRead(out var result))
        {
            return [];
        }

        var text = Encoding.UTF8.GetString(result.Buffer);
        _output.Reader.AdvanceTo(result.Buffer.End);
        return [.. text.Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Select(Describe)];
    }

    /// <summary>Completes once something is written.</summary>
    public async Task UntilWrittenAsync()
    {
        var result = await _output.Reader.ReadAsync().AsTask().DefaultTimeout();
        _output.Reader.AdvanceTo(result.Buffer.Start);
    }

    /// <summary>Completes when the connection is closed.</summary>
    public Task UntilClosedAsync()
    {
        var closed = new TaskCompletionSource();
        Connection.ConnectionAborted.Register(closed.SetResult);
        return closed.Task.DefaultTimeout();
    }

    private static string Describe(string record)
    {
        var message = JsonSerializer.Deserialize<JsonElement>(record);
        if (message.GetProperty("type").GetInt32() == HubProtocolConstants.CloseMessageType)
        {
            return $"closed: {message.GetProperty("error").GetString()} {message.TryGetProperty("allowReconnect", out _)}";
        }

        var id = message.TryGetProperty("invocationId", out var invocationId) ? $"{invocationId.GetString()}: " : string.Empty;
        return $"{id}{message.GetProperty("target").GetString()} {message.GetProperty("arguments")[0].GetRawText()}";
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
