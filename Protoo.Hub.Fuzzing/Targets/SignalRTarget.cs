using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Protoo.Clustering.Redis;
using Protoo.Protocol;
using Protoo.Server.Messages;
using ToRoom = Protoo.Clustering.RoomMessage;

namespace Protoo.Fuzzing.Targets;

/// <summary>
/// What a SignalR client sends, over any transport: SignalR's JSON, as far as values reach this library, and what becomes of them on the way
/// to other clients.
/// </summary>
internal sealed class SignalRTarget : IFuzzTarget
{
    private const byte RecordSeparator = 0x1E;

    private readonly JsonHubProtocol _json = new(Options.Create(new JsonHubProtocolOptions()));
    private readonly ProtooHubProtocol _protoo = new(Options.Create(new JsonHubProtocolOptions()), NullLogger<ProtooHubProtocol>.Instance);
    private readonly HubBinder _binder = HubBinder.Of<FuzzedHub, RawJson>(new JsonHubProtocolOptions().PayloadSerializerOptions);

    public string Name => "signalr";

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = input.ToArray();
        var messages = Read(new ReadOnlySequence<byte>(text));
        foreach (var message in messages)
        {
            Check(message);
        }

        // However the bytes arrive, they say the same. Where they are no JSON, SignalR may find out later, in an argument that it drops.
        foreach (var length in IsJson(text) ? (int[])[1, 7] : [])
        {
            Invariant.Holds(Show(messages).SequenceEqual(Show(Read(ChunkedSequence.Of(text, length)))));
        }
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            foreach (var record in text.AsSpan().Split(RecordSeparator))
            {
                if (!text.AsSpan(record).IsEmpty)
                {
                    using var document = JsonDocument.Parse(text.AsMemory(record));
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Ends where SignalR would end the connection.
    private List<HubMessage> Read(ReadOnlySequence<byte> input)
    {
        var messages = new List<HubMessage>();
        try
        {
            while (_json.TryParseMessage(ref input, _binder, out var message))
            {
                messages.Add(message);
            }
        }
        catch (Exception)
        {
            // SignalR ends the connection, whatever its reader throws. What the converter throws does not come here: it is a failure to bind.
        }

        return messages;
    }

    // SignalR may find what is wrong with a message earlier or later.
    private IEnumerable<string> Show(IEnumerable<HubMessage> messages)
    {
        return messages.TakeWhile(static message => message is not InvocationBindingFailureMessage).Select(Show);
    }

    // SignalR names a method as the hub or as the client does, depending on how the bytes arrive.
    private string Show(HubMessage message) => message switch
    {
        InvocationMessage invocation => $"{invocation.InvocationId} {_binder.Methods.Find(invocation.Target)?.Name} {string.Join(' ', invocation.Arguments)}",
        CompletionMessage completion => $"{completion.InvocationId} {completion.Error} {completion.Result}",
        _ => message.GetType().Name,
    };

    private void Check(HubMessage message)
    {
        switch (message)
        {
            case InvocationMessage invocation:
                foreach (var data in invocation.Arguments.OfType<RawJson>())
                {
                    CheckPassedOn(data);
                    CheckRoomMethod<NotifyMessage>(data);
                    CheckRoomMethod<SpreadMessage>(data);
                    CheckRoomMethod<RequestMessage>(data);
                }

                break;
            case CompletionMessage { Result: RawJson data }:
                CheckPassedOn(data);
                break;
            case CompletionMessage { Error: { } error }:
                var (code, reason) = ProtooErrorText.FromClient(error);
                ProtooReply.CheckError(_protoo, "1", $"An unexpected error occurred invoking 'x' on the server. {nameof(ProtooException)}: {ProtooErrorText.Join(code, reason)}", code, reason);
                break;
        }
    }

    // Clients of both kinds, on every instance, can read what another client has sent.
    private void CheckPassedOn(RawJson data)
    {
        Invariant.Holds(Utf8.IsValid(data.Utf8.Span));
        Invariant.Holds(RawJson.Parse(data.Utf8.Span).ToString() == data.ToString());
        ProtooReply.CheckResult(_protoo, "1", data, data.ToString());

        var entry = new PeerEntry("p", data);
        var native = _protoo.GetMessageBytes(new InvocationMessage("Offer", [entry]));
        Invariant.Holds(ProtooMessageReader.Read(native.Span) is { Kind: ProtooMessageKind.Notification, Fault: ProtooMessageFault.None });

        var signalR = new ReadOnlySequence<byte>(_json.GetMessageBytes(new InvocationMessage("Element", [entry, null])));
        Invariant.Holds(_json.TryParseMessage(ref signalR, _binder, out var read));
        Invariant.Holds(read is InvocationMessage { Arguments: [JsonElement, null] });

        var message = new ToRoom.Notification("a", 1, "m", [RawJson.From(entry)], null, null, 0);
        Invariant.Holds(RosterJson.ToMessage(RosterJson.Read(RosterJson.Write(message, "i"))) is ToRoom.Notification { Arguments: [var passed] } && passed.ToString() == message.Arguments[0].ToString());
    }

    private static void CheckRoomMethod<T>(RawJson data)
        where T : RoomMessage
    {
        try
        {
            var message = RoomMessage.Read<T>("m", data);
            Invariant.Holds(message.Method.Length > 0);
            Invariant.Holds(message is not TimedMessage timed || timed.GetTimeout() is null or { TotalMilliseconds: >= 1 and <= 300_000 });
        }
        catch (ProtooException exception)
        {
            Invariant.Holds(exception.Code == 400);
        }
    }
}
