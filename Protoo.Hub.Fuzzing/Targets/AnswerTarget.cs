using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Fuzzing.Targets;

/// <summary>The frames between the protocol and the transport. Those with an answer arrive from other instances, through SignalR's backplane.</summary>
internal sealed class AnswerTarget : IFuzzTarget
{
    private readonly ProtooHubProtocol _protocol = new(Options.Create(new JsonHubProtocolOptions()), NullLogger<ProtooHubProtocol>.Instance);
    private readonly HubBinder _binder = HubBinder.Of<FuzzedHub, RawJson>(new JsonHubProtocolOptions().PayloadSerializerOptions);

    public string Name => "answers";

    public void Run(ReadOnlySpan<byte> input)
    {
        var isRequest = ControlFrame.TryReadRequest(input, out var id, out var message);
        if (isRequest)
        {
            CheckWrittenAgain(input, static (output, id) => ControlFrame.WriteRequestHeader(output, id), id, message);
        }

        var isAnswer = ControlFrame.TryReadAnswer(input, out id, out message);
        if (isAnswer)
        {
            CheckWrittenAgain(input, static (output, id) => ControlFrame.WriteAnswerHeader(output, id), id, message);
        }

        var isClose = ControlFrame.TryReadClose(input, out var allowReconnect, out var error);
        if (isClose)
        {
            CheckWrittenAgain(input[..3], (output, _) => ControlFrame.WriteClose(output, allowReconnect, null), string.Empty, default);
        }

        Invariant.Holds((isRequest ? 1 : 0) + (isAnswer ? 1 : 0) + (isClose ? 1 : 0) <= 1);
        CheckAnswer(input.ToArray());
    }

    private static void CheckWrittenAgain(ReadOnlySpan<byte> frame, Action<IBufferWriter<byte>, string> writeHeader, string id, ReadOnlySpan<byte> message)
    {
        var output = new ArrayBufferWriter<byte>();
        writeHeader(output, id);
        output.Write(message);

        // An id that is no UTF-8 is none of ours.
        Invariant.Holds(id.Contains('\uFFFD', StringComparison.Ordinal) || output.WrittenSpan.SequenceEqual(frame));
    }

    private void CheckAnswer(byte[] frame)
    {
        var input = new ReadOnlySequence<byte>(frame);
        try
        {
            Invariant.Holds(_protocol.TryParseMessage(ref input, _binder, out var message));
            Invariant.Holds(input.IsEmpty);
            Invariant.Holds(message is PingMessage or CompletionMessage { InvocationId: not null });
        }
        catch (InvalidDataException)
        {
            // It is no answer.
        }
    }
}
