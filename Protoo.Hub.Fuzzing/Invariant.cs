using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Protoo.Fuzzing;

/// <summary>What holds for every input.</summary>
internal static class Invariant
{
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void Holds([DoesNotReturnIf(false)] bool condition, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"This does not hold: {text}");
        }
    }
}
