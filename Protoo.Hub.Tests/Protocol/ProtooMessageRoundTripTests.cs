using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Any data leaves as it came in, through reader, hub protocol and writer.</summary>
public sealed class ProtooMessageRoundTripTests
{
    private const int Count = 20_000;

    private readonly ProtocolDriver _driver = new();

    private readonly TestBinder _binder = new TestBinder()
        .Method("Echo", typeof(RawJson))
        .Method("Element", typeof(JsonElement))
        .Method(ProtooMethodNames.CatchAll, typeof(string), typeof(RawJson));

    [Fact]
    public void Data_OfRequest_ComesBackToTheByte()
    {
        Gen.Select(JsonGen.Data, JsonGen.Number, JsonGen.WhiteSpace).Sample(
            (data, id, space) =>
            {
                var invocation = Invocation($$"""{{{space}}"request":true,"id"{{space}}:{{id}}{{space}},"data":{{space}}{{data}}{{space}},"method":"echo"}{{space}}""");
                Assert.Equal(id, invocation.InvocationId);
                var response = _driver.Write(CompletionMessage.WithResult(invocation.InvocationId!, invocation.Arguments[0]));
                Assert.Equal($$"""{"response":true,"id":{{id}},"ok":true,"data":{{data}}}""", response);
            },
            iter: Count);
    }

    [Fact]
    public void Data_OfNotification_ReachesTheOthersToTheByte()
    {
        JsonGen.Data.Sample(
            data =>
            {
                var invocation = Invocation($$"""{"notification":true,"method":"echo","data":{{data}}}""");
                Assert.Equal($$"""{"notification":true,"method":"m","data":{{data}}}""", _driver.Write(new InvocationMessage("m", invocation.Arguments)));
                Assert.Equal($$"""{"request":true,"id":1,"method":"m","data":{{data}}}""", _driver.WriteRequest("p1", 1, "m", invocation.Arguments));
            },
            iter: Count);
    }

    [Fact]
    public void Data_OfResponse_ReachesWhoAskedToTheByte()
    {
        JsonGen.Data.Sample(
            data =>
            {
                var message = $$"""{"response":true,"id":1,"ok":true,"data":{{data}}}""";
                foreach (var type in (Type[])[typeof(RawJson), typeof(RawResult)])
                {
                    var completion = (CompletionMessage)_driver.Parse(message, new TestBinder().Pending("p1", type), "p1");
                    Assert.Equal(message, _driver.Write(CompletionMessage.WithResult("1", completion.Result)));
                }
            },
            iter: Count);
    }

    [Fact]
    public void Data_AsPartOfAnotherMessage_IsKeptToTheByte()
    {
        Gen.Select(JsonGen.Value, JsonGen.WhiteSpace).Sample(
            (value, space) =>
            {
                var json = JsonSerializer.Deserialize<RawJson[]>($"[{space}{value}{space},{space}{value}]")!;
                Assert.Equal([value, value], json.Select(static json => json.ToString()));
                Assert.Equal($$"""{"notification":true,"method":"m","data":[{{value}},{{value}}]}""", _driver.Write(new InvocationMessage("m", [json[0], json[1]])));
            },
            iter: Count);
    }

    [Fact]
    public void Data_ReadAsJsonElement_IsTheSameValue()
    {
        JsonGen.Data.Sample(
            data =>
            {
                var element = Invocation($$"""{"notification":true,"method":"element","data":{{data}}}""").Arguments[0];
                Assert.Equal(data, Assert.IsType<JsonElement>(element).GetRawText());
            },
            iter: Count);
    }

    [Fact]
    public void Method_AnyString_IsTheSameString()
    {
        JsonGen.String.Where(static method => method is not "\"\"" and not "\"*\"").Sample(
            quoted =>
            {
                var expected = JsonSerializer.Deserialize<string>(quoted)!;
                var invocation = Invocation($$"""{"request":true,"id":1,"method":{{quoted}},"data":[1]}""");
                Assert.Equal((ProtooMethodNames.CatchAll, expected), (invocation.Target, invocation.Arguments[0]));

                var notification = JsonSerializer.Deserialize<JsonElement>(_driver.Write(new InvocationMessage(expected, [])));
                Assert.Equal(expected, notification.GetProperty("method").GetString());
                var request = JsonSerializer.Deserialize<JsonElement>(_driver.WriteRequest("p1", 1, expected));
                Assert.Equal(expected, request.GetProperty("method").GetString());
            },
            iter: Count);
    }

    [Fact]
    public void ErrorReason_AnyString_IsTheSameString()
    {
        Gen.Select(JsonGen.String, Gen.Int).Sample(
            (quoted, code) =>
            {
                var expected = JsonSerializer.Deserialize<string>(quoted)!;
                var error = _driver.Write(CompletionMessage.WithError("5", $"An unexpected error occurred invoking 'M' on the server. ProtooException: {code}: {expected}"));
                var read = EnvelopeText.Read(error);
                Assert.Equal(("5", false, code, expected), (read.Id, read.Ok, read.ErrorCode, read.ErrorReason));
                Assert.Equal(expected, EnvelopeText.Read($$"""{"response":true,"id":1,"errorReason":{{quoted}}}""").ErrorReason);
            },
            iter: Count);
    }

    [Fact]
    public void Fields_InAnyOrderAmongOthers_AreFound()
    {
        Gen.Select(JsonGen.Data, JsonGen.Number, JsonGen.String, JsonGen.Value, Gen.Int[0, 119]).Sample(
            (data, id, method, other, order) =>
            {
                var fields = new List<string> { "\"request\":true", $"\"id\":{id}", $"\"method\":{method}", $"\"data\":{data}", $"\"other\":{other}" };
                var message = new StringBuilder("{");
                for (var left = fields.Count; left > 0; left--)
                {
                    message.Append(fields[order % left]).Append(left > 1 ? "," : "}");
                    fields.RemoveAt(order % left);
                    order /= left;
                }

                var read = EnvelopeText.Read(message.ToString());
                Assert.Equal(("Request", "None"), ($"{read.Kind}", $"{read.Fault}"));
                Assert.Equal((id, JsonSerializer.Deserialize<string>(method), data), (read.Id, read.Method, read.Data));
            },
            iter: Count);
    }

    private InvocationMessage Invocation(string message) => Assert.IsType<InvocationMessage>(_driver.Parse(message, _binder));
}
