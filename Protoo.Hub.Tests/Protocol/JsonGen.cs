using System.Globalization;
using CsCheck;

namespace Protoo.Tests.Protocol;

/// <summary>Generates JSON text in all its allowed forms.</summary>
internal static class JsonGen
{
    private static readonly Gen<string> s_whiteSpace = Gen.Frequency(
        (8, Gen.Const(string.Empty)),
        (2, Gen.OneOf(" ", "\t", "\n", "\r\n", " \t ")));

    private static readonly Gen<string> s_digits = Gen.Char['0', '9'].Array[1, 30].Select(static digits => new string(digits));

    /// <summary>A number of any size and precision.</summary>
    public static readonly Gen<string> Number = Gen.Select(
        Gen.OneOf(string.Empty, "-"),
        Gen.Frequency((1, Gen.Const("0")), (4, Gen.Select(Gen.Char['1', '9'], s_digits, static (first, rest) => first + rest)), (2, Gen.Int[1, 9].Select(static digit => $"{digit}"))),
        Gen.Frequency((2, Gen.Const(string.Empty)), (1, s_digits.Select(static digits => $".{digits}"))),
        Gen.Frequency((3, Gen.Const(string.Empty)), (1, Gen.Select(Gen.OneOf("e", "E", "e+", "E-"), Gen.Int[0, 999], static (e, exponent) => $"{e}{exponent}"))),
        static (sign, integer, fraction, exponent) => sign + integer + fraction + exponent);

    /// <summary>A string's content: raw and escaped characters of all planes, surrogates only in pairs.</summary>
    public static readonly Gen<string> StringContent = Gen.Frequency(
        (6, Gen.Char[' ', '~'].Where(static c => c is not '"' and not '\\').Select(static c => c.ToString())),
        (2, Gen.Char['\u007f', '\ud7ff'].Select(static c => c.ToString())),
        (1, Gen.Char['\ue000', '\uffff'].Select(static c => c.ToString())),
        (2, Gen.Int[0x10000, 0x10FFFF].Select(static rune => char.ConvertFromUtf32(rune))),
        (2, Gen.OneOf("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\\\ud800")),
        (2, Gen.Select(Gen.Int[0, 0xFFFF].Where(static unit => unit is < 0xD800 or > 0xDFFF), Gen.Bool, static (unit, isUpper) => Escape(unit, isUpper))),
        (2, Gen.Select(Gen.Int[0xD800, 0xDBFF], Gen.Int[0xDC00, 0xDFFF], Gen.Bool, static (high, low, isUpper) => Escape(high, isUpper) + Escape(low, !isUpper))))
        .Array[0, 12].Select(static parts => string.Concat(parts));

    /// <summary>A string, with its quotation marks.</summary>
    public static readonly Gen<string> String = StringContent.Select(static content => $"\"{content}\"");

    /// <summary>Any value, nested at most 7 levels deep.</summary>
    public static readonly Gen<string> Value = Gen.Recursive<string>(static (depth, value) =>
    {
        var scalar = Gen.Frequency((3, Number), (4, String), (1, Gen.OneOf("true", "false", "null", "0", "\"\"", "{}", "[]")));
        return depth == 7 ? scalar : Gen.Frequency((3, scalar), (2, Array(value)), (2, Object(value)));
    });

    /// <summary>A value that protoo does not read as "no data".</summary>
    public static readonly Gen<string> Data = Value.Where(static value => value is not "false" and not "null" and not "\"\"" && !IsZero(value));

    /// <summary>Any text allowed between two tokens.</summary>
    public static Gen<string> WhiteSpace => s_whiteSpace;

    private static Gen<string> Array(Gen<string> value)
    {
        return Gen.Select(value.Array[0, 4], s_whiteSpace, static (values, space) => $"[{space}{string.Join($"{space},", values)}{space}]");
    }

    private static Gen<string> Object(Gen<string> value)
    {
        var member = Gen.Select(String, s_whiteSpace, value, static (key, space, value) => $"{key}{space}:{space}{value}");
        return Gen.Select(member.Array[0, 4], s_whiteSpace, static (members, space) => $"{{{space}{string.Join($",{space}", members)}{space}}}");
    }

    private static string Escape(int unit, bool isUpper) => "\\u" + unit.ToString(isUpper ? "X4" : "x4", CultureInfo.InvariantCulture);

    private static bool IsZero(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == 0;
}
