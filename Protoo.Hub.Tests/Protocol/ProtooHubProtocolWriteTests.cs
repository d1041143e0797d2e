using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Outgoing messages, in the form that clients in all languages read.</summary>
public sealed class ProtooHubProtocolWriteTests
{
    private readonly ProtocolDriver _driver = new();

    [Fact]
    public void Notification_DataIsTheArguments()
    {
        Assert.Equal("""{"notification":true,"method":"m","data":{}}""", Notification());
        Assert.Equal("""{"notification":true,"method":"m","data":{}}""", Notification([null]));
        Assert.Equal("""{"notification":true,"method":"m","data":1}""", Notification(1));
        Assert.Equal("""{"notification":true,"method":"m","data":"x"}""", Notification("x"));
        Assert.Equal("""{"notification":true,"method":"m","data":[1,2]}""", Notification(new[] { 1, 2 }));
        Assert.Equal("""{"notification":true,"method":"m","data":[1,"x",null,{"a":1}]}""", Notification(1, "x", null, new { A = 1 }));
        Assert.Equal("""{"notification":true,"method":"m","data":[{},[1.0]]}""", Notification(default(RawJson), Raw("[1.0]")));
    }

    [Fact]
    public void Request_GetsNumberOfTheTransport()
    {
        Assert.Equal("""{"request":true,"id":1,"method":"m","data":{}}""", _driver.WriteRequest("s12", 1, "m"));
        Assert.Equal("""{"request":true,"id":10000000,"method":"m","data":[1.50]}""", _driver.WriteRequest("a+/==", 10_000_000, "m", Raw("[1.50]")));
        Assert.Equal("""{"request":true,"id":7,"method":"m","data":[1,2]}""", _driver.WriteRequest("x", 7, "m", 1, 2));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.50")]
    [InlineData("-0")]
    [InlineData("1e3")]
    [InlineData("12345678901234567890")]
    public void Response_EchoesTheIdAsItWasWritten(string id)
    {
        Assert.Equal($$"""{"response":true,"id":{{id}},"ok":true,"data":1}""", _driver.Write(CompletionMessage.WithResult(id, 1)));
        Assert.Equal($$$"""{"response":true,"id":{{{id}}},"ok":true,"data":{}}""", _driver.Write(CompletionMessage.Empty(id)));
        Assert.Equal($$"""{"response":true,"id":{{id}},"errorCode":500,"errorReason":"x"}""", _driver.Write(CompletionMessage.WithError(id, "x")));
    }

    [Fact]
    public void Success_DataIsTheResult()
    {
        Assert.Equal("{}", Success(null));
        Assert.Equal("{}", Success(default(RawJson)));
        Assert.Equal("{}", Success(new object()));
        Assert.Equal("false", Success(false));
        Assert.Equal("0", Success(0));
        Assert.Equal("\"\"", Success(string.Empty));
        Assert.Equal("""{"to":"p","number":3,"description":{}}""", Success(new Offer("p", 3, default)));
    }

    [Theory]
    [InlineData("12345678901234567890.12345678901234567890")]
    [InlineData("1E+400")]
    [InlineData("{ \"b\" : 1.0 , \"a\" : -0, \"b\":\"\\u0041\" }")]
    [InlineData("null")]
    public void Success_Raw_IsPassedOnToTheByte(string json)
    {
        Assert.Equal(json, Success(Raw(json)));
        Assert.Equal(json, Success(new RawResult(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)))));
        Assert.Equal($$"""{"to":null,"number":0,"description":{{json}}}""", Success(new Offer(null, 0, Raw(json))));
    }

    [Fact]
    public void Text_IsReadableAndValid()
    {
        Assert.Equal("\"<é&'\\\"\\\\\\n\"", Success("<é&'\"\\\n"));
        Assert.Equal("\U0001F600", JsonSerializer.Deserialize<string>(Success("\U0001F600")));
        Assert.Equal("""{"notification":true,"method":"<é\"","data":{}}""", _driver.Write(new InvocationMessage("<é\"", [])));

        // A .NET string can hold a lone surrogate; UTF-8 cannot.
        Assert.Equal("a\ufffdb", JsonSerializer.Deserialize<string>(Success("a\ud800b")));
        var error = JsonSerializer.Deserialize<JsonElement>(_driver.Write(CompletionMessage.WithError("1", "a\udc00\"")));
        Assert.Equal("a\ufffd\"", error.GetProperty("errorReason").GetString());
    }

    [Theory]
    [InlineData("An unexpected error occurred invoking 'Chat' on the server. ProtooException: 403: Not Allowed", 403, "Not Allowed")]
    [InlineData("An unexpected error occurred invoking 'Chat' on the server. ProtooException: -7: a: b\n\"é", -7, "a: b\n\"é")]
    [InlineData("An unexpected error occurred invoking 'Chat' on the server. ProtooException: 409: ", 409, "")]
    [InlineData("Failed to invoke 'Chat' due to an error on the server. ProtooException: 400: The data does not fit.", 400, "The data does not fit.")]
    public void Error_OfProtooException_KeepsCodeAndReason(string error, int code, string reason) => AssertError(error, code, reason);

    [Theory]
    [InlineData("Unknown hub method 'nope'", 404)]
    [InlineData("Unknown hub method 'nope on the server. ProtooException: 200: x'", 404)]
    [InlineData("Unknown hub method 'x because user is unauthorized'", 404)]
    [InlineData("Failed to invoke 'Chat' because user is unauthorized", 403)]
    [InlineData("An unexpected error occurred invoking 'Chat' on the server.", 500)]
    [InlineData("An unexpected error occurred invoking 'Chat' on the server. HubException: 403: x", 500)]
    [InlineData("An unexpected error occurred invoking 'Chat' on the server. IOException: ProtooException: 403: x", 500)]
    [InlineData("An unexpected error occurred invoking 'Chat' on the server. ProtooException: x: y", 500)]
    [InlineData("", 500)]
    public void Error_OfSignalRsOwn_KeepsItsWords(string error, int code) => AssertError(error, code, error);

    [Fact]
    public void Close_IsControlFrame()
    {
        Assert.True(ControlFrame.TryReadClose(_driver.WriteBytes(new CloseMessage("why", allowReconnect: true)), out var allowReconnect, out var error));
        Assert.Equal((true, "why"), (allowReconnect, error));
        Assert.True(ControlFrame.TryReadClose(_driver.WriteBytes(CloseMessage.Empty), out allowReconnect, out error));
        Assert.Equal((false, string.Empty), (allowReconnect, error));
    }

    [Fact]
    public void MessagesThatProtooLacks_AreNotSent()
    {
        Assert.Empty(_driver.WriteBytes(PingMessage.Instance));
        Assert.Empty(_driver.WriteBytes(new StreamItemMessage("1", 1)));
        Assert.Empty(_driver.WriteBytes(new CancelInvocationMessage("1")));
        Assert.Empty(_driver.WriteBytes(new AckMessage(1)));
    }

    [Fact]
    public void GetMessageBytes_IsWhatIsWritten()
    {
        var message = new InvocationMessage("m", [new Offer("p", 1, Raw("[1.0]"))]);
        Assert.Equal(_driver.WriteBytes(message), _driver.Protocol.GetMessageBytes(message).ToArray());
    }

    [Fact]
    public void PayloadOptions_AreThoseOfTheJsonProtocol()
    {
        var options = new JsonHubProtocolOptions();
        options.PayloadSerializerOptions = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper, Encoder = JavaScriptEncoder.Default };
        var driver = new ProtocolDriver(options);

        // In turn on one thread, where the two protocols share a writer.
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(
                """{"notification":true,"method":"\u003C","data":{"TO":"\u003C","NUMBER":0,"DESCRIPTION":{}}}""",
                driver.Write(new InvocationMessage("<", [new Offer("<", 0, default)])));
            Assert.Equal(
                """{"notification":true,"method":"<","data":{"to":"<","number":0,"description":{}}}""",
                _driver.Write(new InvocationMessage("<", [new Offer("<", 0, default)])));
        }
    }

    [Fact]
    public void Write_ValueCannotBeWritten_DoesNotHarmTheNextMessage()
    {
        Assert.Throws<IOException>(() => Success(new Ticket()));
        Assert.Equal("1", Success(1));
        Assert.Throws<IOException>(() => Notification(1, new Ticket()));
        Assert.Equal("""{"notification":true,"method":"m","data":{}}""", Notification());
    }

    [Fact]
    public void Write_OnManyThreads_MessagesAreWhole()
    {
        Parallel.For(0, 10_000, i => Assert.Equal($$"""{"notification":true,"method":"m","data":[{{i}},"{{i}}"]}""", Notification(i, $"{i}")));
    }

    private static RawJson Raw(string json) => new(Encoding.UTF8.GetBytes(json));

    private void AssertError(string error, int code, string reason)
    {
        var expected = $$"""{"response":true,"id":1,"errorCode":{{code}},"errorReason":{{Encode(reason)}}}""";
        Assert.Equal(expected, _driver.Write(CompletionMessage.WithError("1", error)));
    }

    private static string Encode(string text)
    {
        return $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
    }

    private string Notification(params object?[] arguments) => _driver.Write(new InvocationMessage("m", arguments));

    private string Success(object? result)
    {
        var text = _driver.Write(CompletionMessage.WithResult("1", result));
        const string Start = """{"response":true,"id":1,"ok":true,"data":""";
        Assert.StartsWith(Start, text, StringComparison.Ordinal);
        Assert.EndsWith("}", text, StringComparison.Ordinal);
        return text[Start.Length..^1];
    }
}
