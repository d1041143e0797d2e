namespace Protoo.Samples.CustomHub.Authentication;

/// <summary>What a token says about who has it.</summary>
public static class Claims
{
    public const string Room = "room";
    public const string Name = "name";
    public const string Role = "role";

    /// <summary>The role of those who may poll and announce.</summary>
    public const string Teacher = "teacher";
}
