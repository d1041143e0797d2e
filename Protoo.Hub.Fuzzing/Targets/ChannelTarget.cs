using System.Text.Json;
using Protoo.Clustering.Redis;

namespace Protoo.Fuzzing.Targets;

/// <summary>What arrives on the channels of rooms and instances in Redis.</summary>
internal sealed class ChannelTarget : IFuzzTarget
{
    public string Name => "channels";

    public void Run(ReadOnlySpan<byte> input)
    {
        ReadRecord(input);
        ReadInstanceMessage(input);
    }

    private static void ReadRecord(ReadOnlySpan<byte> input)
    {
        try
        {
            var record = RosterJson.Read(input);
            var step = RosterJson.ToStep(record);
            var message = RosterJson.ToMessage(record);
            Invariant.Holds(step is null || message is null);
            if (message is null)
            {
                return;
            }

            // Passed on, it is the same message.
            var written = RosterJson.Write(message, record.From);
            var again = RosterJson.Write(RosterJson.ToMessage(RosterJson.Read(written))!, record.From);
            Invariant.Holds(again.AsSpan().SequenceEqual(written));
        }
        catch (JsonException)
        {
            // It is no record.
        }
    }

    private static void ReadInstanceMessage(ReadOnlySpan<byte> input)
    {
        try
        {
            var written = RosterJson.Write(RosterJson.ReadInstanceMessage(input));
            Invariant.Holds(RosterJson.Write(RosterJson.ReadInstanceMessage(written)).AsSpan().SequenceEqual(written));
        }
        catch (JsonException)
        {
            // It is no message.
        }
    }
}
