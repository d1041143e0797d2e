using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Protoo.Protocol;

/// <summary>
/// Native protoo as a SignalR hub protocol, the counterpart of <see cref="JsonHubProtocol"/>: a request is an invocation, a response is a
/// completion, and a notification is an invocation that expects no completion.
/// </summary>
/// <remarks>Works only on the transport of this library, which frames messages and reads their envelopes.</remarks>
internal sealed partial class ProtooHubProtocol(IOptions<JsonHubProtocolOptions> options, ILogger<ProtooHubProtocol> logger, HubMethods methods) : IHubProtocol
{
    public const string ProtocolName = "protoo";
    public const int ProtocolVersion = 1;

    // A placeholder: in an answer to another instance, the id precedes the response.
    private const string AnyNumber = "1";

    private static readonly SearchValues<char> s_numberCharacters = SearchValues.Create("0123456789+-.eE");
    private static readonly byte[] s_catchAll = Encoding.UTF8.GetBytes(ProtooMethodNames.CatchAll);

    private readonly JsonSerializerOptions _payloadOptions = options.Value.PayloadSerializerOptions;
    private readonly ProtooMessageWriter _writer = new(options.Value.PayloadSerializerOptions);
    private readonly ArgumentBinder _arguments = new(options.Value.PayloadSerializerOptions);
    private readonly HubMethod? _catchAll = methods.Find(ProtooMethodNames.CatchAll);

    // SignalR's backplane finds this instance by name. It writes for the clients of any hub, and reads only their answers.
    public ProtooHubProtocol(IOptions<JsonHubProtocolOptions> options, ILogger<ProtooHubProtocol> logger)
        : this(options, logger, HubMethods.None)
    {
    }

    public string Name => ProtocolName;

    public int Version => ProtocolVersion;

    public TransferFormat TransferFormat => TransferFormat.Text;

    public bool IsVersionSupported(int version) => version == ProtocolVersion;

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (input.Start.GetObject() is not ProtooMessageSegment segment)
        {
            segment = ReadAnswer(input);
        }

        message = segment.Envelope.Kind == ProtooMessageKind.Response
            ? ReadResponse(segment, binder)
            : ReadInvocation(segment, binder);
        input = input.Slice(input.End);
        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        switch (message)
        {
            case InvocationMessage { InvocationId: null } notification:
                _writer.WriteNotification(output, notification.Target, notification.Arguments);
                break;
            case InvocationMessage request:
                _writer.WriteRequest(output, request.InvocationId, request.Target, request.Arguments);
                break;
            case CompletionMessage answer when !IsNumber(answer.InvocationId!):
                WriteAnswer(answer, output);
                break;
            case CompletionMessage { Error: { } error } failure:
                var (code, reason) = ProtooErrorText.FromDispatcher(error);
                _writer.WriteError(output, failure.InvocationId!, code, reason);
                (output as IMessageBuffer)?.Observer?.OnAnswer(failure.InvocationId!, code, result: null);
                break;
            case CompletionMessage completion:
                WriteResult(completion, output);
                break;
            case CloseMessage close:
                ControlFrame.WriteClose(output, close.AllowReconnect, close.Error);
                break;
            default:
                // The WebSocket sends its own pings, and protoo has no streams.
                break;
        }
    }

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => HubProtocolExtensions.GetMessageBytes(this, message);

    // SignalR's own ids are 22 characters of base64, or begin with a letter; a client's ids are as it wrote them.
    private static bool IsNumber(string id) => !id.AsSpan().ContainsAnyExcept(s_numberCharacters);

    // Writes a client's answer to a request of another instance, which reads it with the client's protocol.
    private void WriteAnswer(CompletionMessage answer, IBufferWriter<byte> output)
    {
        ControlFrame.WriteAnswerHeader(output, answer.InvocationId!);
        switch (answer)
        {
            case ProtooErrorCompletion failure:
                _writer.WriteError(output, AnyNumber, failure.Code, failure.Reason);
                break;
            case { Error: { } error }:
                _writer.WriteError(output, AnyNumber, 500, error);
                break;
            default:
                _writer.WriteSuccess(output, AnyNumber, answer.Result);
                break;
        }
    }

    private static ProtooMessageSegment ReadAnswer(in ReadOnlySequence<byte> input)
    {
        if (!ControlFrame.TryReadAnswer(input.ToArray(), out var invocationId, out var message))
        {
            throw new InvalidDataException("Native protoo needs the transport of MapProtoo.");
        }

        var envelope = ProtooMessageReader.Read(message);
        if (envelope.Kind != ProtooMessageKind.Response || !Utf8.IsValid(message))
        {
            throw new InvalidDataException("The answer from another instance is not a response.");
        }

        var segment = new ProtooMessageSegment();
        _ = segment.Set(message.ToArray(), in envelope, invocationId);
        return segment;
    }

    // If a result cannot be serialized, SignalR would end the client's connection.
    private void WriteResult(CompletionMessage completion, IBufferWriter<byte> output)
    {
        try
        {
            _writer.WriteSuccess(output, completion.InvocationId!, completion.Result);
            (output as IMessageBuffer)?.Observer?.OnAnswer(completion.InvocationId!, code: null, completion.Result);
        }
        // A type of the app may throw any exception while it is written.
        catch (Exception exception) when (output is IMessageBuffer)
        {
            Log.ResultFailed(logger, exception);
            ((IMessageBuffer)output).Discard();
            _writer.WriteError(output, completion.InvocationId!, 500, "The result cannot be serialized.");
            ((IMessageBuffer)output).Observer?.OnAnswer(completion.InvocationId!, 500, result: null);
        }
    }

    private HubMessage ReadInvocation(ProtooMessageSegment segment, IInvocationBinder binder)
    {
        ref readonly var envelope = ref segment.Envelope;
        var text = segment.Memory.Span;
        var id = envelope.Kind == ProtooMessageKind.Request ? Encoding.ASCII.GetString(envelope.Id.Of(text)) : null;
        var method = FindMethod(segment, binder, out var unknownName);
        if (id is not null)
        {
            segment.Observer?.OnRequest(id, method?.Name);
        }

        if (envelope.Fault != ProtooMessageFault.None)
        {
            var what = envelope.Fault == ProtooMessageFault.TooDeep
                ? $"is nested deeper than {ProtooEnvelope.MaximumDataDepth} levels"
                : "holds text that is no valid Unicode";
            return BindingFailure(id, method, new ProtooException(400, $"The data for '{unknownName ?? method!.Name}' {what}."));
        }

        if (method is null)
        {
            return Unknown(id, unknownName!);
        }

        if (method.IsStreaming)
        {
            return BindingFailure(id, method, new ProtooException(501, $"The method '{unknownName ?? method.Name}' streams, and protoo has no streams."));
        }

        try
        {
            return new InvocationMessage(id, method.Name, method.ToArguments(_arguments.Bind(method, segment, unknownName))) { Headers = ReadHeaders(segment) };
        }
        // A type of the hub may throw any exception while it is read.
        catch (Exception exception)
        {
            return BindingFailure(id, method, new ProtooException(400, $"The data does not fit the method '{unknownName ?? method.Name}'.", exception));
        }
    }

    // SignalR continues the trace that the headers name.
    private static Dictionary<string, string>? ReadHeaders(ProtooMessageSegment segment)
    {
        var traceParent = segment.Envelope.TraceParent.Of(segment.Memory.Span);
        return traceParent.IsEmpty ? null : new Dictionary<string, string>(1) { ["traceparent"] = ProtooMessageReader.ReadString(traceParent) };
    }

    // Returns the hub's method of that name, or its catch-all. unknownName is the name if no method has it.
    private HubMethod? FindMethod(ProtooMessageSegment segment, IInvocationBinder binder, out string? unknownName)
    {
        unknownName = null;
        ref readonly var envelope = ref segment.Envelope;
        var quoted = envelope.Method.Of(segment.Memory.Span);
        var name = envelope.MethodIsEscaped ? Encoding.UTF8.GetBytes(ProtooMessageReader.ReadString(quoted)) : quoted[1..^1];
        if (!name.SequenceEqual(s_catchAll)
            && binder.GetTarget(name) is { } target
            && methods.Find(target) is { } method
            && Takes(method, envelope.Kind))
        {
            return method;
        }

        unknownName = Encoding.UTF8.GetString(name);
        return _catchAll is not null && Takes(_catchAll, envelope.Kind) ? _catchAll : null;
    }

    private static bool Takes(HubMethod method, ProtooMessageKind kind) => kind == ProtooMessageKind.Request || !method.IsRequestOnly;

    private HubMessage Unknown(string? id, string name)
    {
        if (methods.Find(name) is not null)
        {
            // SignalR would invoke the method. Something must be returned, and a ping does nothing.
            Log.RequestOnlyMethod(logger, name);
            return PingMessage.Instance;
        }

        // SignalR answers an unknown name with "Unknown hub method"; its messages do not allow an empty name.
        return name.Length > 0
            ? new InvocationMessage(id, name, [])
            : BindingFailure(id, null, new ProtooException(404, "Unknown hub method ''"));
    }

    private object? ReadData(ProtooMessageSegment segment, Type type)
    {
        ref readonly var envelope = ref segment.Envelope;
        var data = envelope.Data;
        if (type == typeof(RawJson))
        {
            return new RawJson(data.Of(segment.Memory.Span).ToArray());
        }

        if (SimpleType.IsSimple(type))
        {
            var value = (data.IsEmpty ? envelope.Falsy : data).Of(segment.Memory.Span);
            return SimpleType.IsNothing(value) ? SimpleType.GetDefault(type) : PayloadSerializer.Deserialize(value, type, _payloadOptions);
        }

        return PayloadSerializer.Deserialize(data.IsEmpty ? "{}"u8 : data.Of(segment.Memory.Span), type, _payloadOptions);
    }

    private HubMessage ReadResponse(ProtooMessageSegment segment, IInvocationBinder binder)
    {
        ref readonly var envelope = ref segment.Envelope;
        var invocationId = segment.InvocationId!;
        if (!envelope.Ok)
        {
            var quoted = envelope.ErrorReason.Of(segment.Memory.Span);
            return new ProtooErrorCompletion(invocationId, envelope.ErrorCode, quoted.IsEmpty ? string.Empty : ProtooMessageReader.ReadString(quoted));
        }

        if (envelope.Fault != ProtooMessageFault.None || envelope.DataDepth > RawJson.MaximumDepth)
        {
            return new ProtooErrorCompletion(invocationId, 500, "The answer cannot be passed on.");
        }

        Type type;
        try
        {
            type = binder.GetReturnType(invocationId);
        }
        catch (InvalidOperationException)
        {
            // The request has ended. Some message must be returned, and a ping does nothing.
            return PingMessage.Instance;
        }

        try
        {
            var result = type == typeof(RawResult)
                ? new RawResult(new ReadOnlySequence<byte>(envelope.Data.IsEmpty ? RawJson.EmptyObject : segment.Memory.Slice(envelope.Data.Start, envelope.Data.Length)))
                : ReadData(segment, type);
            return CompletionMessage.WithResult(invocationId, result);
        }
        // A type of the app may throw any exception while it is read.
        catch (Exception)
        {
            return new ProtooErrorCompletion(invocationId, 500, "The answer does not fit what was asked for.");
        }
    }

    // In SignalR's error text, the target precedes our words: it must be a name from the hub, not from the client.
    private static InvocationBindingFailureMessage BindingFailure(string? id, HubMethod? method, ProtooException reason)
    {
        return new InvocationBindingFailureMessage(id, method?.Name ?? string.Empty, ExceptionDispatchInfo.Capture(reason));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The result of a hub method cannot be serialized.", EventName = "ResultFailed")]
        public static partial void ResultFailed(ILogger logger, Exception exception);

        // The level that SignalR uses for a method that does not exist.
        [LoggerMessage(2, LogLevel.Debug, "Ignored a notification for the hub method '{HubMethod}', which takes requests only.", EventName = "RequestOnlyMethod")]
        public static partial void RequestOnlyMethod(ILogger logger, string hubMethod);
    }
}
