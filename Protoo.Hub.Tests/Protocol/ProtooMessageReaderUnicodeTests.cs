using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Text with surrogates: pairs are valid; a lone one cannot be passed to every kind of client.</summary>
public sealed class ProtooMessageReaderUnicodeTests
{
    public static TheoryData<string> Valid => JsonSamples.ToTheory(JsonSamples.ValidUnicode);

    public static TheoryData<string> Lone => JsonSamples.ToTheory(JsonSamples.LoneSurrogates);

    [Theory]
    [MemberData(nameof(Valid))]
    public void Read_PairsAnywhere_IsNoFault(string text)
    {
        foreach (var message in MessagesWith(text))
        {
            var read = EnvelopeText.Read(message);
            Assert.NotEqual(ProtooMessageKind.None, read.Kind);
            Assert.Equal(ProtooMessageFault.None, read.Fault);
        }
    }

    [Theory]
    [MemberData(nameof(Lone))]
    public void Read_LoneSurrogateInDataOrMethod_IsInvalidUnicode(string text)
    {
        foreach (var message in MessagesWith(text))
        {
            var read = EnvelopeText.Read(message);
            Assert.NotEqual(ProtooMessageKind.None, read.Kind);
            Assert.Equal(ProtooMessageFault.InvalidUnicode, read.Fault);
        }
    }

    [Theory]
    [MemberData(nameof(Lone))]
    public void Read_LoneSurrogateInAnotherValue_DoesNotMatter(string text)
    {
        foreach (var field in (string[])["x", "ok", "errorReason", "errorCode", "method"])
        {
            var read = EnvelopeText.Read($$"""{"response":true,"id":1,"{{field}}":"{{text}}"}""");
            Assert.Equal((ProtooMessageKind.Response, ProtooMessageFault.None), (read.Kind, read.Fault));
        }
    }

    [Theory]
    [MemberData(nameof(Lone))]
    public void Read_LoneSurrogateInAnUnknownKey_DoesNotMatter(string text)
    {
        foreach (var key in (string[])[text, $"data{text}", $"{text}data", $"d{text}"])
        {
            var read = EnvelopeText.Read($$"""{"{{key}}":1,"request":true,"id":1,"method":"m","data":[1]}""");
            Assert.Equal((ProtooMessageKind.Request, ProtooMessageFault.None, "[1]"), (read.Kind, read.Fault, read.Data));
        }
    }

    [Theory]
    [MemberData(nameof(Lone))]
    public void Read_LoneSurrogateIsNotTheLastOfItsKey_IsNoFault(string text)
    {
        var read = EnvelopeText.Read($$"""{"notification":true,"method":"{{text}}","method":"m","data":"{{text}}","data":1}""");
        Assert.Equal((ProtooMessageFault.None, "m", "1"), (read.Fault, read.Method, read.Data));
    }

    [Theory]
    [InlineData("a\\ud800b", "a\ufffdb")]
    [InlineData("\\udc00\\ud800", "\ufffd\ufffd")]
    [InlineData("\\\\ud800\\ud800", "\\ud800\ufffd")]
    [InlineData("\\n\\ud83dx\\\"", "\n\ufffdx\"")]
    public void ReadString_LoneSurrogate_BecomesTheReplacementCharacter(string text, string expected)
    {
        Assert.Equal(expected, EnvelopeText.Read($$"""{"notification":true,"method":"{{text}}"}""").Method);
        Assert.Equal(expected, EnvelopeText.Read($$"""{"response":true,"id":1,"errorReason":"{{text}}"}""").ErrorReason);
    }

    private static IEnumerable<string> MessagesWith(string text)
    {
        foreach (var data in (string[])
            [
                $"\"{text}\"", $$"""{"a":"{{text}}"}""", $$"""{"{{text}}":1}""", $$"""["x",["{{text}}"],"y"]""", $$$"""{"a":[{"b":{"{{{text}}}":{}} }]}""",
                $$"""{"a":"{{text}}","b":"x"}""",
            ])
        {
            yield return $$"""{"request":true,"id":1,"method":"m","data":{{data}}}""";
            yield return $$"""{"data":{{data}},"notification":true,"method":"m"}""";
            yield return $$"""{"response":true,"id":1,"ok":true,"data":{{data}}}""";
        }

        yield return $$"""{"request":true,"id":1,"method":"{{text}}"}""";
        yield return $$$"""{"method":"{{{text}}}","notification":true,"data":{"a":1}}""";
    }
}
