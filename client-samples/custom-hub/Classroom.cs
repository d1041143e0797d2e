namespace Protoo.Samples.CustomHub;

/// <summary>The state of a classroom.</summary>
public sealed class Classroom
{
    /// <summary>Who has raised a hand, in that order.</summary>
    public List<string> Hands { get; } = [];
}
