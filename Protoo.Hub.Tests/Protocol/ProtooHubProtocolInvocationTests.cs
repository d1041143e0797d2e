using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Requests and notifications of clients, as invocations of hub methods.</summary>
public sealed class ProtooHubProtocolInvocationTests
{
    private readonly ProtocolDriver _driver = new();

    private readonly TestBinder _binder = new TestBinder()
        .Method("Echo", typeof(RawJson))
        .Method("None")
        .Method("Add", typeof(int), typeof(int))
        .Method("Name", typeof(string))
        .Method("Offer", typeof(Offer))
        .Method("Mixed", typeof(RawJson), typeof(string), typeof(Offer))
        .Method("Element", typeof(JsonElement))
        .Method("Ticket", typeof(Ticket));

    private readonly TestBinder _withCatchAll = new TestBinder()
        .Method("Echo", typeof(RawJson))
        .Method(ProtooMethodNames.CatchAll, typeof(string), typeof(RawJson));

    [Theory]
    [InlineData("1")]
    [InlineData("1.50")]
    [InlineData("-0")]
    [InlineData("1e3")]
    [InlineData("12345678901234567890")]
    public void Request_IsInvocationWithItsIdAsText(string id)
    {
        var invocation = Parse($$"""{"request":true,"id":{{id}},"method":"Echo","data":[1]}""");
        Assert.Equal((id, "Echo", "[1]"), (invocation.InvocationId, invocation.Target, Assert.Single(invocation.Arguments)!.ToString()));
    }

    [Fact]
    public void Notification_IsInvocationThatExpectsNoCompletion()
    {
        var invocation = Parse("""{"notification":true,"id":7,"method":"Echo","data":{"a":1}}""");
        Assert.Equal((null, "Echo", """{"a":1}"""), (invocation.InvocationId, invocation.Target, Assert.Single(invocation.Arguments)!.ToString()));
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("ECHO")]
    [InlineData("\\u0065cho")]
    [InlineData("E\\u0063HO")]
    public void Method_AnyCaseOrEscape_IsFound(string method)
    {
        Assert.Equal("Echo", Parse($$"""{"request":true,"id":1,"method":"{{method}}"}""").Target);
    }

    [Theory]
    [InlineData("nope", "nope")]
    [InlineData("n\\u006fpe\\n", "nope\n")]
    [InlineData("\\ud83d\\ude00", "\U0001F600")]
    [InlineData("žluť", "žluť")]
    public void Method_NotThere_IsInvocationThatSignalRAnswersWithUnknownMethod(string method, string name)
    {
        var invocation = Parse($$"""{"request":true,"id":1,"method":"{{method}}","data":[1]}""");
        Assert.Equal(("1", name), (invocation.InvocationId, invocation.Target));
        Assert.Empty(invocation.Arguments);
    }

    [Fact]
    public void Method_Empty_IsOneThatIsNotThere()
    {
        var message = ParseAny("""{"request":true,"id":1,"method":"","data":[1]}""");
        if (message is InvocationBindingFailureMessage failure)
        {
            // SignalR has no invocation without a name.
            Assert.Equal("1", failure.InvocationId);
            Assert.Equal(404, Assert.IsType<ProtooException>(failure.BindingFailure.SourceException).Code);
        }
        else
        {
            Assert.Equal("1", Assert.IsType<InvocationMessage>(message).InvocationId);
        }
    }

    [Theory]
    [InlineData("nope", "nope")]
    [InlineData("", "")]
    [InlineData("n\\u006fpe\\n", "nope\n")]
    [InlineData("\\ud83d\\ude00", "\U0001F600")]
    [InlineData("žluť", "žluť")]
    public void CatchAll_MethodNotThere_GetsMethodAndData(string method, string name)
    {
        var invocation = Parse($$"""{"request":true,"id":1,"method":"{{method}}","data":[1.0]}""", _withCatchAll);
        Assert.Equal((ProtooMethodNames.CatchAll, 2), (invocation.Target, invocation.Arguments.Length));
        Assert.Equal((name, "[1.0]"), (invocation.Arguments[0], invocation.Arguments[1]!.ToString()));
    }

    [Fact]
    public void CatchAll_NoData_GetsEmptyObject()
    {
        var invocation = Parse("""{"notification":true,"method":"nope"}""", _withCatchAll);
        Assert.Equal(("nope", "{}"), (invocation.Arguments[0], invocation.Arguments[1]!.ToString()));
    }

    [Fact]
    public void CatchAll_NamedByTheClient_GetsThatAsMethod()
    {
        var invocation = Parse("""{"request":true,"id":1,"method":"*","data":["nope",1]}""", _withCatchAll);
        Assert.Equal(("*", """["nope",1]"""), (invocation.Arguments[0], invocation.Arguments[1]!.ToString()));
    }

    [Fact]
    public void CatchAll_MethodIsThere_IsNotAsked()
    {
        Assert.Equal("Echo", Parse("""{"request":true,"id":1,"method":"echo","data":1}""", _withCatchAll).Target);
    }

    [Fact]
    public void CatchAll_DataDoesNotFit_FailsWithTheMethodOfTheClient()
    {
        var binder = new TestBinder().Method(ProtooMethodNames.CatchAll, typeof(string), typeof(int));
        AssertBindingFailure(ParseAny("""{"request":true,"id":1,"method":"nope","data":"x"}""", binder), "nope");
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","data":null""")]
    [InlineData(""","data":[1,2]""")]
    [InlineData(""","data":"x" """)]
    public void Method_WithoutParameter_IgnoresData(string data)
    {
        var invocation = Parse($$"""{"request":true,"id":1,"method":"none"{{data}}}""");
        Assert.Equal("None", invocation.Target);
        Assert.Empty(invocation.Arguments);
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("true")]
    [InlineData("\"\\u0041\"")]
    [InlineData("[ 1, 2.0 ]")]
    [InlineData("{\"a\" : 12345678901234567890.0}")]
    public void Method_OfRawJson_GetsDataToTheByte(string data)
    {
        var json = Assert.IsType<RawJson>(Assert.Single(Parse($$"""{"request":true,"id":1,"method":"Echo","data": {{data}} }""").Arguments));
        Assert.Equal(data, json.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","data":null""")]
    [InlineData(""","data":false""")]
    [InlineData(""","data":0""")]
    [InlineData(""","data":"" """)]
    public void Method_NoData_GetsEmptyObject(string data)
    {
        Assert.Equal("{}", Assert.Single(Parse($$"""{"request":true,"id":1,"method":"Echo"{{data}}}""").Arguments)!.ToString());
        Assert.Equal(new Offer(null, 0, default), Assert.Single(Parse($$"""{"request":true,"id":1,"method":"Offer"{{data}}}""").Arguments));
    }

    [Fact]
    public void Method_OfOneType_ReadsDataAsThat()
    {
        Assert.Equal("a\U0001F600", Assert.Single(Parse("""{"request":true,"id":1,"method":"Name","data":"\u0061\ud83d\ude00"}""").Arguments));
        var offer = Assert.IsType<Offer>(Assert.Single(Parse("""{"request":true,"id":1,"method":"Offer","data":{"to":"p","number":3,"description":{"x": 1.0}}}""").Arguments));
        Assert.Equal(("p", 3, """{"x": 1.0}"""), (offer.To, offer.Number, offer.Description.ToString()));
    }

    [Fact]
    public void Method_OfSeveralParameters_TakesAnArray()
    {
        Assert.Equal([1, 2], Parse("""{"request":true,"id":1,"method":"Add","data":[1,2]}""").Arguments);
        var mixed = Parse("""{"notification":true,"method":"Mixed","data":[ {"a": [1.0]} , null , {"to":"p"} ]}""").Arguments;
        Assert.Equal(("""{"a": [1.0]}""", null, "p"), (mixed[0]!.ToString(), mixed[1], ((Offer)mixed[2]!).To));
    }

    [Theory]
    [InlineData("Add", "")]
    [InlineData("Add", ""","data":null""")]
    [InlineData("Add", ""","data":1""")]
    [InlineData("Add", ""","data":{"0":1,"1":2}""")]
    [InlineData("Add", ""","data":[]""")]
    [InlineData("Add", ""","data":[1]""")]
    [InlineData("Add", ""","data":[1,2,3]""")]
    [InlineData("Add", ""","data":[1,"2"]""")]
    [InlineData("Add", ""","data":[1,2.5]""")]
    [InlineData("Add", ""","data":[1,null]""")]
    [InlineData("Add", ""","data":[1,99999999999]""")]
    [InlineData("Name", ""","data":1""")]
    [InlineData("Name", ""","data":false""")]
    [InlineData("Name", ""","data":{"x":"y"}""")]
    [InlineData("Name", ""","data":[]""")]
    [InlineData("Name", ""","data":["x","y"]""")]
    [InlineData("Offer", ""","data":"x" """)]
    [InlineData("Offer", ""","data":[]""")]
    [InlineData("Offer", ""","data":{"number":"x"}""")]
    [InlineData("Offer", ""","data":{"number":1e99}""")]
    [InlineData("Ticket", ""","data":1""")]
    public void Data_DoesNotFitTheMethod_FailsWith400(string method, string data)
    {
        AssertBindingFailure(ParseAny($$"""{"request":true,"id":1,"method":"{{method}}"{{data}}}"""), method);
        Assert.Null(Assert.IsType<InvocationBindingFailureMessage>(ParseAny($$"""{"notification":true,"method":"{{method}}"{{data}}}""")).InvocationId);
    }

    [Fact]
    public void Data_64LevelsDeep_IsPassedOn()
    {
        var data = JsonSamples.Nested(64);
        Assert.Equal(data, Parse($$"""{"request":true,"id":1,"method":"Echo","data":{{data}}}""").Arguments[0]!.ToString());
        Assert.Equal(data, ((JsonElement)Parse($$"""{"request":true,"id":1,"method":"Element","data":{{data}}}""").Arguments[0]!).GetRawText());
    }

    [Theory]
    [InlineData("Echo")]
    [InlineData("Element")]
    [InlineData("None")]
    [InlineData("Add")]
    [InlineData("Name")]
    public void Data_DeeperThan64OrNoUnicode_FailsWith400(string method)
    {
        AssertBindingFailure(ParseAny($$"""{"request":true,"id":1,"method":"{{method}}","data":{{JsonSamples.Nested(65)}}}"""), method);
        AssertBindingFailure(ParseAny($$"""{"request":true,"id":1,"method":"{{method}}","data":["\ud800"]}"""), method);
    }

    [Fact]
    public void Data_OfCatchAllNoUnicode_FailsWith400()
    {
        AssertBindingFailure(ParseAny("""{"request":true,"id":1,"method":"nope","data":"\udc00"}""", _withCatchAll), "nope");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Method_LoneSurrogate_FailsWith400(bool hasCatchAll)
    {
        var failure = ParseAny("""{"request":true,"id":1,"method":"ec\ud800ho","data":{}}""", hasCatchAll ? _withCatchAll : _binder);
        AssertBindingFailure(failure, "ec\ufffdho");
    }

    [Fact]
    public void Input_OfAnotherTransport_IsRefused()
    {
        var input = new ReadOnlySequence<byte>("""{"notification":true,"method":"Echo"}"""u8.ToArray());
        Assert.Throws<InvalidDataException>(() => _driver.Protocol.TryParseMessage(ref input, _binder, out _));
    }

    [Fact]
    public void Protocol_IntroducesItself()
    {
        var protocol = _driver.Protocol;
        Assert.Equal(("protoo", 1, true, false), (protocol.Name, protocol.Version, protocol.IsVersionSupported(1), protocol.IsVersionSupported(2)));
    }

    private static void AssertBindingFailure(HubMessage message, string method)
    {
        var failure = Assert.IsType<InvocationBindingFailureMessage>(message);
        var exception = Assert.IsType<ProtooException>(failure.BindingFailure.SourceException);
        Assert.Equal(("1", 400), (failure.InvocationId, exception.Code));
        Assert.Contains($"'{method}'", exception.Reason, StringComparison.Ordinal);
        foreach (var internals in (string[])["System.", "Path:", "BytePosition", "Converter", nameof(Tests), TicketConverter.Internals])
        {
            Assert.DoesNotContain(internals, exception.Reason, StringComparison.Ordinal);
        }
    }

    private InvocationMessage Parse(string message, TestBinder? binder = null) => Assert.IsType<InvocationMessage>(ParseAny(message, binder));

    private HubMessage ParseAny(string message, TestBinder? binder = null) => _driver.Parse(message, binder ?? _binder);
}
