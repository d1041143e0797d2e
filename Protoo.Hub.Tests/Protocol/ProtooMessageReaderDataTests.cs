using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>The data: what counts as none, what is kept, and how deep it may be.</summary>
public sealed class ProtooMessageReaderDataTests
{
    public static TheoryData<string> Falsy => JsonSamples.ToTheory(JsonSamples.Falsy);

    [Theory]
    [MemberData(nameof(Falsy))]
    public void Read_FalsyData_ReadsAsNone(string data)
    {
        Assert.Empty(Notification($$"""{{data}}""").Data);
        Assert.Empty(Notification($$"""{"a":1},"data":{{data}}""").Data);
    }

    [Fact]
    public void Read_NoData_ReadsAsNone()
    {
        Assert.Empty(EnvelopeText.Read("""{"notification":true,"method":"m"}""").Data);
        Assert.Empty(EnvelopeText.Read("""{"notification":true,"method":"m","Data":{"a":1},"x":{"data":1}}""").Data);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("1.000")]
    [InlineData("-1E+05")]
    [InlineData("1e400")]
    [InlineData("12345678901234567890.12345678901234567890")]
    [InlineData("\"x\"")]
    [InlineData("\"0\"")]
    [InlineData("\"\\u0041\\/\\ud83d\\ude00\U0001F600\"")]
    [InlineData("{ \"a\" : 1.0 ,\t\"a\":[ 1 , 2.50 ]\r\n}")]
    [InlineData("[null,false,0,\"\",{}]")]
    [InlineData("{\"data\":null,\"request\":true,\"method\":5}")]
    public void Read_AnyOtherData_IsKeptToTheByte(string data)
    {
        Assert.Equal(data, Notification($" \n{data}\t ").Data);
        Assert.Equal(data, Notification($"""null,"d\u0061ta":{data}""").Data);
        Assert.Equal(data, EnvelopeText.Read($$"""{"data":{{data}},"response":true,"ok":true,"id":1}""").Data);
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("\"x\"", 0)]
    [InlineData("{}", 1)]
    [InlineData("[[],[[]],{}]", 3)]
    [InlineData("{\"a\":{\"b\":[{}]},\"c\":1}", 4)]
    public void Read_Data_DepthIsThatOfItsDeepestValue(string data, int depth)
    {
        Assert.Equal(depth, Notification(data).DataDepth);
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    [InlineData(1_000, true)]
    [InlineData(100_000, true)]
    public void Read_NestedData_64LevelsAreFine(int depth, bool isTooDeep)
    {
        var expected = isTooDeep ? ProtooMessageFault.TooDeep : ProtooMessageFault.None;
        foreach (var data in (string[])[JsonSamples.Nested(depth), JsonSamples.NestedObjects(depth), $$"""{"a":[],"b":{{JsonSamples.Nested(depth - 1)}},"c":0}"""])
        {
            var request = EnvelopeText.Read($$"""{"request":true,"id":5,"method":"m","data":{{data}}}""");
            Assert.Equal((ProtooMessageKind.Request, expected, "5", "m"), (request.Kind, request.Fault, request.Id, request.Method));
            Assert.Equal((ProtooMessageKind.Notification, expected), (Notification(data).Kind, Notification(data).Fault));
            Assert.Equal(expected, EnvelopeText.Read($$"""{"response":true,"id":5,"ok":true,"data":{{data}}}""").Fault);
        }
    }

    [Fact]
    public void Read_DeepDataIsNotTheLast_IsNoFault()
    {
        var read = Notification($"""{JsonSamples.Nested(65)},"data":[1]""");
        Assert.Equal((ProtooMessageFault.None, "[1]"), (read.Fault, read.Data));
        Assert.Equal(ProtooMessageFault.None, Notification($"""{JsonSamples.Nested(65)},"data":null""").Fault);
        Assert.Equal(ProtooMessageFault.TooDeep, Notification($"""[1],"data":{JsonSamples.Nested(65)}""").Fault);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ok")]
    [InlineData("errorCode")]
    [InlineData("errorReason")]
    public void Read_OtherFieldIsDeep_DoesNotMatter(string field)
    {
        var read = EnvelopeText.Read($$"""{"{{field}}":{{JsonSamples.Nested(100_000)}},"response":true,"id":1}""");
        Assert.Equal((ProtooMessageKind.Response, ProtooMessageFault.None), (read.Kind, read.Fault));
    }

    private static EnvelopeText Notification(string data) => EnvelopeText.Read($$"""{"notification":true,"method":"m","data":{{data}}}""");
}
