using System.Runtime.CompilerServices;

namespace Protoo.Protocol;

/// <summary>
/// Types for which no object or array of JSON stands: bool, numbers, text, enums, dates, times, ids. protoo-client sends <c>{}</c> for
/// the values of them that JavaScript takes for false, so that nothing means the default value.
/// </summary>
internal static class SimpleType
{
    public static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;

        // An enum has the code of its numbers.
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

    /// <summary>The value that nothing stands for; of a text, the empty one.</summary>
    public static object? GetDefault(Type type)
    {
        if (type.IsValueType && Nullable.GetUnderlyingType(type) is null)
        {
            return RuntimeHelpers.GetUninitializedObject(type);
        }

        return type == typeof(string) ? string.Empty : null;
    }

    /// <summary>Whether a value, which may be missing, says nothing: <c>null</c> or <c>{}</c>.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> value)
    {
        return value.IsEmpty
            || value.SequenceEqual("null"u8)
            || (value[0] == (byte)'{' && value[1..^1].Trim(" \t\r\n"u8).IsEmpty);
    }
}
