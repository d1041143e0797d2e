using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Protoo.Protocol;

/// <summary>
/// Types that JSON never represents as an object or array: bool, numbers, text, enums, dates, times, ids. protoo-client sends <c>{}</c> for
/// those of their values that are falsy in JavaScript, so no data means the default value.
/// </summary>
internal static class SimpleType
{
    public static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;

        // An enum has the type code of its underlying number.
        return Type.GetTypeCode(type) is not (TypeCode.Object or TypeCode.DBNull)
            || type == typeof(Guid)
            || type == typeof(DateTimeOffset)
            || type == typeof(DateOnly)
            || type == typeof(TimeOnly)
            || type == typeof(TimeSpan)
            || type == typeof(Uri)
            || type == typeof(Int128)
            || type == typeof(UInt128)
            || type == typeof(Half);
    }

    /// <summary>Returns the value to use when there is no data; for a string, the empty string.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The default of a value type needs no constructor.")]
    public static object? GetDefault(Type type)
    {
        if (type.IsValueType && Nullable.GetUnderlyingType(type) is null)
        {
            return RuntimeHelpers.GetUninitializedObject(type);
        }

        return type == typeof(string) ? string.Empty : null;
    }

    /// <summary>Whether a value, which may be missing, means no data: <c>null</c> or <c>{}</c>.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> value)
    {
        return value.IsEmpty
            || value.SequenceEqual("null"u8)
            || (value[0] == (byte)'{' && value[1..^1].Trim(" \t\r\n"u8).IsEmpty);
    }
}
