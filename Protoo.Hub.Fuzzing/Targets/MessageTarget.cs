using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Fuzzing.Targets;

/// <summary>The text of a native client's message, from the reader to the arguments of a hub method, and the answer.</summary>
internal sealed class MessageTarget : IFuzzTarget
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = int.MaxValue };

    private readonly (HubBinder Binder, ProtooHubProtocol Protocol)[] _hubs;

    public MessageTarget()
    {
        var options = new JsonHubProtocolOptions();
        _hubs =
        [
            .. new[]
            {
                HubBinder.Of<FuzzedHub, RawJson>(options.PayloadSerializerOptions),
                HubBinder.Of<CatchAllHub, RawResult>(options.PayloadSerializerOptions),
            }.Select(binder => (binder, new ProtooHubProtocol(Options.Create(options), NullLogger<ProtooHubProtocol>.Instance, binder.Methods))),
        ];
    }

    public string Name => "messages";

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = input.ToArray();
        var envelope = ProtooMessageReader.Read(text);
        using var document = TryParse(text);
        Invariant.Holds(document is null == (envelope.Fault == ProtooMessageFault.NotJson));
        Invariant.Holds(envelope.Kind != ProtooMessageKind.None || envelope.Fault != ProtooMessageFault.None);

        // A WebSocket passes on only valid UTF-8.
        if (document is null || !Utf8.IsValid(text))
        {
            return;
        }

        CheckEnvelope(text, in envelope, document.RootElement);
        if (envelope.Kind != ProtooMessageKind.None)
        {
            foreach (var (binder, protocol) in _hubs)
            {
                CheckMessage(text, in envelope, binder, protocol);
            }
        }
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonDocument.Parse(text, s_deep);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A slower reader comes to the same result.
    private static void CheckEnvelope(ReadOnlySpan<byte> text, in ProtooEnvelope envelope, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Invariant.Holds(envelope.Fault == ProtooMessageFault.NotAnObject);
            return;
        }

        var fields = root.EnumerateObject()
            .Select(static field => (Name: TryGetText(() => field.Name), field.Value))
            .Where(static field => field.Name is not null)
            .GroupBy(static field => field.Name!, StringComparer.Ordinal)
            .ToDictionary(static fields => fields.Key, static fields => fields.Last().Value, StringComparer.Ordinal);
        bool Has(string name, JsonValueKind kind) => fields.TryGetValue(name, out var value) && value.ValueKind == kind;
        bool IsTrue(string name) => fields.TryGetValue(name, out var value) && IsTruthy(value);

        var kind = IsTrue("request") ? ProtooMessageKind.Request
            : IsTrue("response") ? ProtooMessageKind.Response
            : IsTrue("notification") ? ProtooMessageKind.Notification
            : ProtooMessageKind.None;
        var isComplete = kind != ProtooMessageKind.None
            && (kind == ProtooMessageKind.Response || Has("method", JsonValueKind.String))
            && (kind == ProtooMessageKind.Notification || Has("id", JsonValueKind.Number));
        Invariant.Holds(envelope.Kind == (isComplete ? kind : ProtooMessageKind.None));
        if (!isComplete)
        {
            return;
        }

        Invariant.Holds(kind == ProtooMessageKind.Notification || Text(text, envelope.Id) == fields["id"].GetRawText());
        Invariant.Holds(kind == ProtooMessageKind.Response || Text(text, envelope.Method) == fields["method"].GetRawText());
        Invariant.Holds(Text(text, envelope.Data) == (IsTrue("data") ? fields["data"].GetRawText() : string.Empty));
        Invariant.Holds(envelope.Ok == IsTrue("ok"));
        Invariant.Holds(Text(text, envelope.ErrorReason) == (Has("errorReason", JsonValueKind.String) ? fields["errorReason"].GetRawText() : string.Empty));
    }

    private static void CheckMessage(byte[] text, in ProtooEnvelope envelope, HubBinder binder, ProtooHubProtocol protocol)
    {
        var isResponse = envelope.Kind == ProtooMessageKind.Response;
        var input = new ProtooMessageSegment().Set(text, in envelope, isResponse ? HubBinder.Pending : null);
        Invariant.Holds(protocol.TryParseMessage(ref input, binder, out var message));
        Invariant.Holds(input.IsEmpty);
        var id = envelope.Kind == ProtooMessageKind.Request ? Text(text, envelope.Id) : null;
        switch (message)
        {
            case InvocationMessage invocation:
                Invariant.Holds(!isResponse && invocation.InvocationId == id);
                CheckInvocation(invocation, Text(text, envelope.Data), binder, protocol);
                break;
            case InvocationBindingFailureMessage failure:
                Invariant.Holds(!isResponse && failure.InvocationId == id);
                CheckFailure(failure, binder, protocol);
                break;
            case ProtooErrorCompletion error:
                Invariant.Holds(isResponse && error.InvocationId == HubBinder.Pending);
                ProtooReply.CheckError(protocol, "1", ProtooErrorText.Join(error.Code, error.Reason), 500, ProtooErrorText.Join(error.Code, error.Reason));
                break;
            case CompletionMessage completion:
                Invariant.Holds(isResponse && completion.InvocationId == HubBinder.Pending && completion.HasResult);
                ProtooReply.CheckResult(protocol, "1", completion.Result, OrEmptyObject(Text(text, envelope.Data)));
                break;
            default:
                // A notification for a method that takes only requests.
                Invariant.Holds(message is PingMessage && envelope.Kind == ProtooMessageKind.Notification);
                break;
        }
    }

    private static void CheckInvocation(InvocationMessage invocation, string data, HubBinder binder, ProtooHubProtocol protocol)
    {
        var id = invocation.InvocationId ?? "1";
        if (binder.Methods.Find(invocation.Target) is not { } method)
        {
            // SignalR's answer.
            var error = $"Unknown hub method '{invocation.Target}'";
            ProtooReply.CheckError(protocol, id, error, 404, error);
            return;
        }

        Invariant.Holds(invocation.Arguments.Length == method.Parameters.Length);
        if (invocation.Arguments is [.., RawJson json] && method.Name is "Echo" or ProtooMethodNames.CatchAll)
        {
            Invariant.Holds(json.ToString() == OrEmptyObject(data));
        }

        foreach (var argument in invocation.Arguments)
        {
            ProtooReply.CheckResult(protocol, id, argument, (argument as RawJson?)?.ToString());
        }
    }

    // What a client sends never passes for the words of the hub.
    private static void CheckFailure(InvocationBindingFailureMessage failure, HubBinder binder, ProtooHubProtocol protocol)
    {
        Invariant.Holds(failure.Target.Length == 0 || binder.Methods.Find(failure.Target)?.Name == failure.Target);
        Invariant.Holds(failure.BindingFailure.SourceException is ProtooException { Code: 400 or 404 or 501 });
        var exception = (ProtooException)failure.BindingFailure.SourceException;

        // SignalR's text.
        var error = $"Failed to invoke '{failure.Target}' due to an error on the server. {nameof(ProtooException)}: {exception.Message}";
        ProtooReply.CheckError(protocol, failure.InvocationId ?? "1", error, exception.Code, exception.Reason);
    }

    // By JavaScript's rules.
    private static bool IsTruthy(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False or JsonValueKind.Null => false,
        JsonValueKind.String => value.GetRawText() != "\"\"",
        JsonValueKind.Number => !value.TryGetDouble(out var number) || number != 0,
        _ => true,
    };

    private static string Text(ReadOnlySpan<byte> text, TextRange range) => Encoding.UTF8.GetString(range.Of(text));

    private static string OrEmptyObject(string data) => data.Length == 0 ? "{}" : data;

    // Null if the text is no valid Unicode.
    private static string? TryGetText(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
