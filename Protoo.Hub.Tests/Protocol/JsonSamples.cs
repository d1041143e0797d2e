namespace Protoo.Tests.Protocol;

/// <summary>JSON values that several tests use.</summary>
internal static class JsonSamples
{
    /// <summary>Values that JavaScript takes for true.</summary>
    public static readonly string[] Truthy =
    [
        "true", "1", "-1", "0.5", "1e400", "-1e400", "5e-324", "\"x\"", "\"0\"", "\"false\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"",
        "{}", "[]", "[0]", "{\"a\":false}", "[[],[{}]]",
    ];

    /// <summary>Values that JavaScript takes for false; 1e-400 is 0 there.</summary>
    public static readonly string[] Falsy = ["false", "0", "-0", "0.0", "-0.0", "0e5", "0E-7", "0.000e+9", "1e-400", "\"\"", "null"];

    /// <summary>Contents of strings that are valid Unicode.</summary>
    public static readonly string[] ValidUnicode =
    [
        "plain", "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\ud83D\\uDe00", "\\ud83d\\ude00\\ud83d\\ude00", "\\\\ud800", "\\\\\\\\ud800",
        "\\\\\\ud83d\\ude00", "\\ud7ff", "\\ue000", "\\n\\ud83d\\ude00\\t", "\U0001F600", "\U0001F600\\ud83d\\ude00", "\\ufffd", "\\u0000",
        "\\\"\\ud83d\\ude00\\\"", "\\/\\b\\f\\r", "\\ud800\\udc00", "\\udbff\\udfff",
    ];

    /// <summary>Contents of strings with a lone surrogate.</summary>
    public static readonly string[] LoneSurrogates =
    [
        "\\ud800", "\\udc00", "\\uDBFF", "\\uDFFF", "\\udc00\\ud800", "\\ud800\\ud800\\udc00", "\\ud83d\\ude00\\ude00", "\\ud83d\\ude00\\ud83d",
        "\\ud83dx\\ude00", "\\ud83d\\n\\ude00", "\\ud83d\\\\ude00", "\\ud83d\\u0041\\ude00", "a\\udbff", "\\udfffz", "\\\\\\ud800", "\\\"\\udc00",
        "\\n\\ud800", "\\ud800\\\"", "\U0001F600\\ud83d", "\\ud83d\U0001F600",
    ];

    public static string Nested(int depth, string open = "[", string close = "]")
    {
        return string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
    }

    /// <summary>Nested objects.</summary>
    public static string NestedObjects(int depth)
    {
        return string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
    }

    public static TheoryData<string> ToTheory(IEnumerable<string> values) => [.. values];
}
