using System.Globalization;
using System.Text;
using Protoo.Fuzzing.Targets;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>No input makes the protocol throw: an exception would end a connection.</summary>
public sealed class ProtooMessageFuzzTests
{
    private const int Count = 200_000;

    private readonly MessageTarget _target = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_AlmostRightMessages_NeverThrows(int seed)
    {
        var mutator = new MessageMutator(seed);
        var (messages, failures) = (0, new List<string>());
        for (var i = 0; i < Count && failures.Count < 5; i++)
        {
            var message = mutator.Next();
            messages += ProtooMessageReader.Read(message.Span).Kind == ProtooMessageKind.None ? 0 : 1;
            try
            {
                _target.Run(message.Span);
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
}
