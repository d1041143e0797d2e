using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>A connection without a network, and what was written to it.</summary>
internal sealed class RoomMember
{
    private readonly Pipe _output = new();

    private RoomMember(RoomRegistry registry)
    {
        var transport = new DuplexPipe(new Pipe().Reader, _output.Writer);
        Connection = new HubConnectionContext(
            new DefaultConnectionContext(Guid.NewGuid().ToString("N"), transport, transport),
            new HubConnectionContextOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan },
            NullLoggerFactory.Instance)
        {
            Protocol = new JsonHubProtocol(),
        };
        Peer = new HubPeer(Connection, registry);
    }

    public HubConnectionContext Connection { get; }

    public HubPeer Peer { get; }

    public bool IsClosed => Connection.ConnectionAborted.IsCancellationRequested;

    public static RoomMember Connect(RoomRegistry registry) => new(registry);

    /// <summary>What was written since the last call: <c>newPeer {"peerId":"b"}</c>, and for a request its id before it.</summary>
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

    /// <summary>Completes when the connection was closed.</summary>
    public Task UntilClosedAsync()
    {
        var closed = new TaskCompletionSource();
        Connection.ConnectionAborted.Register(closed.SetResult);
        return closed.Task.DefaultTimeout();
    }

    private static string Describe(string record)
    {
        var message = JsonSerializer.Deserialize<JsonElement>(record);
        var id = message.TryGetProperty("invocationId", out var invocationId) ? $"{invocationId.GetString()}: " : string.Empty;
        return $"{id}{message.GetProperty("target").GetString()} {message.GetProperty("arguments")[0].GetRawText()}";
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
