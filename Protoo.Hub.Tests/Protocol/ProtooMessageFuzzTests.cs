using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>No input makes the protocol throw: an exception would end a connection.</summary>
public abstract class ProtooMessageFuzzTests(int seed)
{
    private const int Count = 250_000;
    private const string Invocation = "p1";

    private readonly ProtocolDriver _driver = new();

    private readonly TestBinder _binder = new TestBinder()
        .Method("Echo", typeof(RawJson))
        .Method("None")
        .Method("Add", typeof(int), typeof(RawJson))
        .Method("Name", typeof(string))
        .Method("Offer", typeof(Offer))
        .Method("Ticket", typeof(Ticket))
        .Pending(Invocation, typeof(RawJson));

    private readonly TestBinder _withCatchAll = new TestBinder()
        .Method("Echo", typeof(JsonElement))
        .Method(ProtooMethodNames.CatchAll, typeof(string), typeof(RawJson))
        .Pending(Invocation, typeof(RawResult));

    [Fact]
    public void Read_AlmostRightMessages_NeverThrows()
    {
        var mutator = new MessageMutator(seed);
        var (messages, failures) = (0, new List<string>());
        for (var i = 0; i < Count && failures.Count < 5; i++)
        {
            var message = mutator.Next();
            try
            {
                messages += Handle(message) ? 1 : 0;
            }
            catch (Exception exception)
            {
                failures.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {seed}, message {i}: {Encoding.UTF8.GetString(message.Span)}\n{Convert.ToHexString(message.Span)}\n{exception}"));
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));

        // Otherwise the mutations would be too wild, and test only the reader's first steps.
        Assert.InRange(messages, Count / 10, Count * 9 / 10);
    }

    private static void AssertJson(ReadOnlyMemory<byte> text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1024 });
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    private bool Handle(ReadOnlyMemory<byte> message)
    {
        var envelope = ProtooMessageReader.Read(message.Span);
        if (envelope.Kind == ProtooMessageKind.None)
        {
            Assert.NotEqual(ProtooMessageFault.None, envelope.Fault);
            return false;
        }

        // A WebSocket passes on only valid UTF-8.
        if (!Utf8.IsValid(message.Span))
        {
            return true;
        }

        foreach (var binder in (TestBinder[])[_binder, _withCatchAll])
        {
            var parsed = _driver.Parse(message, in envelope, binder, envelope.Kind == ProtooMessageKind.Response ? Invocation : null);
            switch (parsed)
            {
                case InvocationMessage { Arguments: [.., RawJson json] } invocation:
                    AssertJson(_driver.WriteBytes(CompletionMessage.WithResult(invocation.InvocationId ?? "1", json)));
                    break;
                case CompletionMessage { InvocationId: Invocation, HasResult: true } completion:
                    AssertJson(_driver.WriteBytes(CompletionMessage.WithResult("1", completion.Result)));
                    break;
            }
        }

        return true;
    }
}
