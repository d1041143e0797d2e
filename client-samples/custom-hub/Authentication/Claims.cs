namespace Protoo.Samples.CustomHub.Authentication;

/// <summary>The claims of a token about its holder.</summary>
public static class Claims
{
    public const string Room = "room";
    public const string Name = "name";
    public const string Role = "role";

    /// <summary>The role that may poll and announce.</summary>
    public const string Teacher = "teacher";
}
