using Protoo.Fuzzing.Targets;

namespace Protoo.Fuzzing;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new MessageTarget(),
        new FrameTarget(),
        new SignalRTarget(),
        new AnswerTarget(),
        new ChannelTarget(),
        new ScriptTarget(),
    ];

    public static IFuzzTarget Find(string name)
    {
        return All.FirstOrDefault(target => target.Name == name)
            ?? throw new ArgumentException($"There is no target '{name}', only {string.Join(", ", All.Select(static target => target.Name))}.", nameof(name));
    }
}
