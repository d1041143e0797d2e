using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Input that is not a message.</summary>
public sealed class ProtooMessageReaderMalformedTests
{
    private const string Message = """{"notification":true,"method":"m","data":{}}""";

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{]")]
    [InlineData("[")]
    [InlineData("[1,2")]
    [InlineData("[1]]")]
    [InlineData("1 2")]
    [InlineData("1}")]
    [InlineData("nul")]
    [InlineData("nulll")]
    [InlineData("\"")]
    [InlineData("\"a")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("undefined")]
    [InlineData("{'notification':true,'method':'m'}")]
    [InlineData("{notification:true,\"method\":\"m\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",}")]
    [InlineData("{,\"notification\":true,\"method\":\"m\"}")]
    [InlineData("{\"notification\":true \"method\":\"m\"}")]
    [InlineData("{\"notification\" true,\"method\":\"m\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":[1,]}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":NaN}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":-Infinity}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":.5}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":1.}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":0x1}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":\"\\x41\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":\"\\u00g0\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":\"\\ud8\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":\"\n\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":\"\u0001\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":{\"a\":}}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":[}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":}")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\"}")]
    [InlineData("{\"notification\":true,\"method\":\"m\"")]
    [InlineData("{\"notification\":true,\"method\":\"m\",\"data\":{}")]
    public void Read_NotJson_SaysSo(string message)
    {
        var read = EnvelopeText.Read(message);
        Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NotJson), (read.Kind, read.Fault));
    }

    [Theory]
    [InlineData("x", "")]
    [InlineData("\ufeff", "")]
    [InlineData("\u00a0", "")]
    [InlineData("/* */", "")]
    [InlineData("[", "")]
    [InlineData("", "x")]
    [InlineData("", ",")]
    [InlineData("", "}")]
    [InlineData("", Message)]
    [InlineData("", "//")]
    [InlineData("", "/* */")]
    [InlineData("", "\u0000")]
    [InlineData("", "\u001e")]
    [InlineData("", "\ufeff")]
    public void Read_AnythingAroundTheObject_IsNotJson(string before, string after)
    {
        Assert.Equal(ProtooMessageFault.NotJson, EnvelopeText.Read(before + Message + after).Fault);
    }

    [Fact]
    public void Read_WhiteSpaceAroundTheObject_IsFine()
    {
        Assert.Equal(ProtooMessageKind.Notification, EnvelopeText.Read($" \t\r\n{Message}\r\n\t ").Kind);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("-1.5e3")]
    [InlineData("\"\"")]
    [InlineData("\"{}\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[]")]
    [InlineData(" [1,[2]] ")]
    [InlineData($"[{Message}]")]
    public void Read_JsonButNoObject_SaysSo(string message)
    {
        var read = EnvelopeText.Read(message);
        Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NotAnObject), (read.Kind, read.Fault));
    }

    [Fact]
    public void Read_EveryPrefixOfAMessage_IsNotJson()
    {
        const string Whole = """{"request":true,"id":1.5e3,"method":"m\u0041\ud83d\ude00","data":{"a":[1,"x",null,true]},"x":-0.1}""";
        Assert.Equal(ProtooMessageKind.Request, EnvelopeText.Read(Whole).Kind);
        Assert.All(Enumerable.Range(0, Whole.Length), length => Assert.Equal(ProtooMessageFault.NotJson, EnvelopeText.Read(Whole[..length]).Fault));
    }
}
