using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>The kind of a message: the flags, and what JavaScript takes for true.</summary>
public sealed class ProtooMessageReaderFlagTests
{
    public static TheoryData<string> Truthy => JsonSamples.ToTheory(JsonSamples.Truthy);

    public static TheoryData<string> Falsy => JsonSamples.ToTheory(JsonSamples.Falsy);

    [Theory]
    [MemberData(nameof(Truthy))]
    public void Read_TruthyFlag_CountsAsTrue(string value)
    {
        Assert.Equal(ProtooMessageKind.Request, EnvelopeText.Read($$"""{"request":{{value}},"id":1,"method":"m"}""").Kind);
        Assert.Equal(ProtooMessageKind.Response, EnvelopeText.Read($$"""{"response":{{value}},"id":1}""").Kind);
        Assert.Equal(ProtooMessageKind.Notification, EnvelopeText.Read($$"""{"notification":{{value}},"method":"m"}""").Kind);
        Assert.True(EnvelopeText.Read($$"""{"response":true,"id":1,"ok":{{value}}}""").Ok);
    }

    [Theory]
    [MemberData(nameof(Falsy))]
    public void Read_FalsyFlag_CountsAsFalse(string value)
    {
        foreach (var flag in (string[])["request", "response", "notification"])
        {
            var message = EnvelopeText.Read($$"""{"{{flag}}":{{value}},"id":1,"method":"m"}""");
            Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NoKind), (message.Kind, message.Fault));
        }

        Assert.False(EnvelopeText.Read($$"""{"response":true,"id":1,"ok":{{value}}}""").Ok);
    }

    [Theory]
    [MemberData(nameof(Falsy))]
    public void Read_FalsyFlagBesideTrueOne_TrueOneCounts(string value)
    {
        Assert.Equal(ProtooMessageKind.Response, EnvelopeText.Read($$"""{"request":{{value}},"response":true,"id":1,"method":"m"}""").Kind);
        Assert.Equal(ProtooMessageKind.Notification, EnvelopeText.Read($$"""{"notification":true,"response":{{value}},"id":1,"method":"m"}""").Kind);
    }

    [Theory]
    [InlineData("""{"request":true,"response":true,"notification":true,"id":1,"method":"m"}""", "Request")]
    [InlineData("""{"notification":true,"response":true,"request":true,"id":1,"method":"m"}""", "Request")]
    [InlineData("""{"notification":true,"request":true,"id":1,"method":"m"}""", "Request")]
    [InlineData("""{"response":true,"request":true,"id":1,"method":"m"}""", "Request")]
    [InlineData("""{"notification":true,"response":true,"id":1,"method":"m"}""", "Response")]
    [InlineData("""{"id":1,"method":"m","notification":true}""", "Notification")]
    public void Read_SeveralFlags_RequestWinsThenResponse(string message, string kind)
    {
        Assert.Equal(kind, EnvelopeText.Read(message).Kind.ToString());
    }

    [Theory]
    [InlineData("""{"request":true,"notification":true,"method":"m"}""", "NoId")]
    [InlineData("""{"request":true,"response":true,"id":1}""", "NoMethod")]
    [InlineData("""{"response":true,"notification":true,"method":"m"}""", "NoId")]
    public void Read_WinningFlagLacksItsField_IsNotTheOtherKind(string message, string fault)
    {
        var read = EnvelopeText.Read(message);
        Assert.Equal((ProtooMessageKind.None, fault), (read.Kind, read.Fault.ToString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":1,"method":"m","data":{}}""")]
    [InlineData("""{"Request":true,"id":1,"method":"m"}""")]
    [InlineData("""{"request ":true,"id":1,"method":"m"}""")]
    [InlineData("""{"requests":true,"reques":true,"id":1,"method":"m"}""")]
    [InlineData("""{"data":{"request":true},"id":1,"method":"m"}""")]
    [InlineData("""{"x":[{"request":true,"notification":true}],"id":1,"method":"m"}""")]
    public void Read_NoFlag_IsNoMessage(string message)
    {
        var read = EnvelopeText.Read(message);
        Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NoKind), (read.Kind, read.Fault));
    }

    [Theory]
    [InlineData("""{"request":true,"request":false,"notification":true,"id":1,"method":"m"}""", "Notification")]
    [InlineData("""{"request":false,"request":true,"notification":true,"id":1,"method":"m"}""", "Request")]
    [InlineData("""{"request":false,"\u0072equest":true,"id":1,"method":"m"}""", "Request")]
    [InlineData("""{"\u0072\u0065\u0071\u0075\u0065\u0073\u0074":true,"request":0,"response":1,"id":1,"method":"m"}""", "Response")]
    [InlineData("""{"notification":"","n\u006ftification":"x","method":"m"}""", "Notification")]
    [InlineData("""{"respon\u0073e":[],"id":1}""", "Response")]
    public void Read_FlagTwice_LastOneCounts(string message, string kind)
    {
        Assert.Equal(kind, EnvelopeText.Read(message).Kind.ToString());
    }

    [Theory]
    [InlineData("""{"response":true,"id":1,"ok":true,"ok":false}""", false)]
    [InlineData("""{"response":true,"id":1,"ok":false,"\u006fk":1}""", true)]
    [InlineData("""{"response":true,"id":1}""", false)]
    public void Read_Ok_LastOneCounts(string message, bool ok)
    {
        Assert.Equal(ok, EnvelopeText.Read(message).Ok);
    }
}
