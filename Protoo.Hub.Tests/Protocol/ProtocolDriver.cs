using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Drives a <see cref="ProtooHubProtocol"/> as the transport does, without a transport.</summary>
internal sealed class ProtocolDriver
{
    private readonly OptionsWrapper<JsonHubProtocolOptions> _options;
    private readonly ILogger<ProtooHubProtocol> _logger;
    private readonly ConcurrentDictionary<TestBinder, ProtooHubProtocol> _readers = new();

    public ProtocolDriver(JsonHubProtocolOptions? options = null, ILogger<ProtooHubProtocol>? logger = null)
    {
        _options = new OptionsWrapper<JsonHubProtocolOptions>(options ?? new JsonHubProtocolOptions());
        _logger = logger ?? NullLogger<ProtooHubProtocol>.Instance;
        Protocol = new ProtooHubProtocol(_options, _logger);
    }

    public ProtooHubProtocol Protocol { get; }

    /// <summary>Reads a message of a client.</summary>
    /// <param name="message">The text.</param>
    /// <param name="binder">The hub's methods.</param>
    /// <param name="invocationId">For a response: SignalR's id of the invocation that it answers.</param>
    public HubMessage Parse(string message, TestBinder binder, string? invocationId = null)
    {
        var utf8 = Encoding.UTF8.GetBytes(message);
        var parsed = Parse(utf8, binder, invocationId);

        // The transport reuses its buffer, so the parsed message must not refer to it.
        utf8.AsSpan().Fill((byte)'!');
        return parsed;
    }

    /// <inheritdoc cref="Parse(string, TestBinder, string?)" />
    public HubMessage Parse(ReadOnlyMemory<byte> utf8, TestBinder binder, string? invocationId = null)
    {
        var envelope = ProtooMessageReader.Read(utf8.Span);
        Assert.NotEqual(ProtooMessageKind.None, envelope.Kind);
        return Parse(utf8, in envelope, binder, invocationId);
    }

    public HubMessage Parse(ReadOnlyMemory<byte> utf8, in ProtooEnvelope envelope, TestBinder binder, string? invocationId)
    {
        var input = new ProtooMessageSegment().Set(utf8, in envelope, invocationId);
        var protocol = _readers.GetOrAdd(binder, static (binder, driver) => new ProtooHubProtocol(driver._options, driver._logger, binder.Methods), this);
        Assert.True(protocol.TryParseMessage(ref input, binder, out var message));
        Assert.True(input.IsEmpty);
        return message;
    }

    /// <summary>Writes a message for a client.</summary>
    public string Write(HubMessage message) => Encoding.UTF8.GetString(WriteBytes(message));

    public byte[] WriteBytes(HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        Protocol.WriteMessage(message, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a request, and numbers it as the transport does.</summary>
    public string WriteRequest(string invocationId, int number, string method, params object?[] arguments)
    {
        var frame = WriteBytes(new InvocationMessage(invocationId, method, arguments));
        Assert.Equal(ControlFrame.Mark, frame[0]);
        Assert.True(ControlFrame.TryReadRequest(frame, out var id, out var request));
        Assert.Equal(invocationId, id);
        var output = new ArrayBufferWriter<byte>();
        ProtooMessageWriter.NumberRequest(output, number, request);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
