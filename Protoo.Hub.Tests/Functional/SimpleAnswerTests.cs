namespace Protoo.Tests.Functional;

/// <summary>Answers that are read as a bool, a number or a string: protoo-client sends <c>{}</c> for falsy values.</summary>
public sealed class SimpleAnswerTests
{
    private readonly LifeHub.Script _script = new();

    public SimpleAnswerTests()
    {
        _script.Methods["bool"] = static async call => await Find(call).RequestAsync<bool>("m");
        _script.Methods["int"] = static async call => await Find(call).RequestAsync<int>("m");
        _script.Methods["int?"] = static async call => await Find(call).RequestAsync<int?>("m") is { } number ? number : "null";
        _script.Methods["string"] = static async call => $"'{await Find(call).RequestAsync<string>("m")}'";
    }

    [Theory]
    [InlineData("bool", "false", "false")]
    [InlineData("bool", "{}", "false")]
    [InlineData("bool", "true", "true")]
    [InlineData("int", "0", "0")]
    [InlineData("int", "{ }", "0")]
    [InlineData("int", "null", "0")]
    [InlineData("int", "7", "7")]
    [InlineData("int?", "{}", "\"null\"")]
    [InlineData("int?", "0", "0")]
    [InlineData("string", "{}", "\"''\"")]
    [InlineData("string", "\"\"", "\"''\"")]
    [InlineData("string", "\"x\"", "\"'x'\"")]
    public async Task IsReadAsItWasMeant(string type, string data, string expected)
    {
        await using var server = await LifeServer.StartAsync(_script);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        b.OnRequest = request => ProtooTestClient.ResponseTo(request, $"\"ok\":true,\"data\":{data}");

        Assert.Equal(expected, (await a.RequestAsync(type)).GetRawText());
    }

    [Theory]
    [InlineData("bool", "1")]
    [InlineData("int", "\"7\"")]
    [InlineData("int", "{\"a\":1}")]
    [InlineData("string", "[]")]
    public async Task ThatDoesNotFit_IsError500(string type, string data)
    {
        await using var server = await LifeServer.StartAsync(_script);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        b.OnRequest = request => ProtooTestClient.ResponseTo(request, $"\"ok\":true,\"data\":{data}");

        Assert.Equal(500, (await a.RequestErrorAsync(type)).Code);
    }

    private static Peer Find(LifeHub.Call call) => call.Room.FindPeer("b")!;
}
