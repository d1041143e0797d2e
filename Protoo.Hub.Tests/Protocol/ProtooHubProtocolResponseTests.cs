using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Responses of clients, as completions of a hub's requests.</summary>
public sealed class ProtooHubProtocolResponseTests
{
    private const string Invocation = "s12";

    private readonly ProtocolDriver _driver = new();

    [Theory]
    [InlineData("1.50")]
    [InlineData("true")]
    [InlineData("[null, 0]")]
    [InlineData("{\"a\" : 12345678901234567890.0}")]
    public void Success_OfRawJson_KeepsDataToTheByte(string data)
    {
        var completion = Parse($$"""{"response":true,"id":1,"ok":true,"data":{{data}}}""", typeof(RawJson));
        Assert.Equal((Invocation, true, null), (completion.InvocationId, completion.HasResult, completion.Error));
        Assert.Equal(data, Assert.IsType<RawJson>(completion.Result).ToString());
    }

    [Fact]
    public void Success_OfAType_ReadsDataAsThat()
    {
        Assert.Equal(5, Parse("""{"response":true,"id":1,"ok":1,"data":5}""", typeof(int)).Result);
        Assert.Equal("p", Assert.IsType<Offer>(Parse("""{"response":true,"id":1,"ok":true,"data":{"to":"p"}}""", typeof(Offer)).Result).To);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","data":null""")]
    [InlineData(""","data":0""")]
    public void Success_NoData_IsEmptyObject(string data)
    {
        var message = $$"""{"response":true,"id":1,"ok":true{{data}}}""";
        Assert.Equal("{}", Parse(message, typeof(RawJson)).Result!.ToString());
        Assert.Equal("{}", Text(Assert.IsType<RawResult>(Parse(message, typeof(RawResult)).Result)));
        Assert.Equal(new Offer(null, 0, default), Parse(message, typeof(Offer)).Result);
    }

    [Fact]
    public void Success_OfRawResult_KeepsDataToTheByte()
    {
        var completion = Parse("""{"response":true,"id":1,"ok":true,"data":{ "a" : 1.50 } }""", typeof(RawResult));
        Assert.Equal("""{ "a" : 1.50 }""", Text(Assert.IsType<RawResult>(completion.Result)));
    }

    [Theory]
    [InlineData("\"x\"", typeof(int))]
    [InlineData("1.5", typeof(int))]
    [InlineData("[]", typeof(Offer))]
    [InlineData("{\"a\":1}", typeof(string))]
    [InlineData("1", typeof(Ticket))]
    public void Success_DoesNotFitWhatWasAskedFor_Is500(string data, Type type)
    {
        AssertError(500, null, Parse($$"""{"response":true,"id":1,"ok":true,"data":{{data}}}""", type));
    }

    [Fact]
    public void Success_60LevelsDeep_IsPassedOn()
    {
        var data = JsonSamples.Nested(60);
        Assert.Equal(data, Parse($$"""{"response":true,"id":1,"ok":true,"data":{{data}}}""", typeof(RawJson)).Result!.ToString());
    }

    [Theory]
    [InlineData(typeof(RawJson))]
    [InlineData(typeof(RawResult))]
    [InlineData(typeof(JsonElement))]
    public void Success_DeeperThan64OrNoUnicode_Is500(Type type)
    {
        AssertError(500, null, Parse($$"""{"response":true,"id":1,"ok":true,"data":{{JsonSamples.Nested(65)}}}""", type));
        AssertError(500, null, Parse("""{"response":true,"id":1,"ok":true,"data":["\ud800"]}""", type));
    }

    [Theory]
    [InlineData("""{"response":true,"id":1,"errorCode":403,"errorReason":"Not Allowed"}""", 403, "Not Allowed")]
    [InlineData("""{"response":true,"id":1,"ok":false,"errorCode":403,"errorReason":"Not Allowed"}""", 403, "Not Allowed")]
    [InlineData("""{"response":true,"id":1,"ok":null,"errorCode":-5,"errorReason":"a: b\u00e9"}""", -5, "a: b\u00e9")]
    [InlineData("""{"response":true,"id":1,"errorCode":"x","errorReason":"why"}""", 500, "why")]
    [InlineData("""{"response":true,"id":1,"errorCode":404}""", 404, "")]
    [InlineData("""{"response":true,"id":1}""", 500, "")]
    [InlineData("""{"response":true,"id":1,"data":{"a":1}}""", 500, "")]
    [InlineData("""{"response":true,"id":1,"errorCode":403,"errorReason":"\ud800"}""", 403, "\ufffd")]
    public void Error_KeepsCodeAndReason(string message, int code, string reason)
    {
        AssertError(code, reason, Parse(message, typeof(RawJson)));
        AssertError(code, reason, Assert.IsType<CompletionMessage>(_driver.Parse(message, new TestBinder(), "gone"), exactMatch: false));
    }

    [Fact]
    public void Success_NobodyWaitsAnyMore_DoesNothing()
    {
        Assert.Same(PingMessage.Instance, _driver.Parse("""{"response":true,"id":1,"ok":true,"data":{}}""", new TestBinder(), Invocation));
    }

    private static void AssertError(int code, string? reason, CompletionMessage completion)
    {
        var error = Assert.IsType<ProtooErrorCompletion>(completion);
        Assert.Equal((code, reason ?? error.Reason, false), (error.Code, error.Reason, error.HasResult));
        Assert.Equal($"{error.Code}: {error.Reason}", error.Error);
        Assert.DoesNotContain("System.", error.Reason, StringComparison.Ordinal);
    }

    private static string Text(RawResult result) => Encoding.UTF8.GetString(result.RawSerializedData.ToArray());

    private CompletionMessage Parse(string message, Type type)
    {
        var binder = new TestBinder().Pending(Invocation, type);
        return Assert.IsType<CompletionMessage>(_driver.Parse(message, binder, Invocation), exactMatch: false);
    }
}
