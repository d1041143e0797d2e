using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Protoo.Server;

/// <summary>Reads and checks the ids of rooms and peers.</summary>
internal static class RoomIds
{
    public const string Rule = "1 to 128 characters out of ASCII letters and digits, '.', '_', '-', '~', '@', ':'";

    private const int Longest = 128;

    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~@:");

    /// <summary>Reads an id from a query, which must contain it exactly once.</summary>
    public static bool TryRead(IQueryCollection query, string name, [NotNullWhen(true)] out string? id)
    {
        id = query[name] is [{ Length: > 0 and <= Longest } value] && !value.AsSpan().ContainsAnyExcept(s_allowed) ? value : null;
        return id is not null;
    }
}
