using System.Runtime.InteropServices;
using Protoo.Tests.Docs;

namespace Protoo.Tests.Packages;

/// <summary>The room server as native code.</summary>
public sealed class NativeServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protoo-native").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task TwoInstances_ServeBothKinds_AndTheOperator()
    {
        Requirement.Full("Compiling to native code takes minutes, and needs a linker.");
        var (exitCode, output) = await PackageFolder.RunAsync(
            "publish",
            Path.Combine(MarkdownPage.Repository, "Protoo.Hub.Server"),
            $"--runtime={RuntimeInformation.RuntimeIdentifier}",
            $"--artifacts-path={Path.Combine(_folder, "artifacts")}",
            $"--output={Path.Combine(_folder, "out")}",
            "-p:PublishAot=true");
        Assert.True(exitCode == 0, output);

        await using var redis = await RedisServer.StartAsync();
        var program = Path.Combine(_folder, "out", "Protoo.Hub.Server");
        await using var here = await ServerProcess.StartInstanceAsync(program, redis.Port, OperatorClient.Setting);
        await using var there = await ServerProcess.StartInstanceAsync(program, redis.Port, OperatorClient.Setting);
        await using var a = await ProtooTestClient.ConnectAsync(here.ProtooUrl("a"));
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":1.50");
        await using var b = await SignalRTestClient.ConnectAsync(there.HubUrl("b"), "chat", "roomData");
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());

        const string Peers = """[{"peerId":"a","data":{}},{"peerId":"b","data":{}}]""";
        Assert.Equal(Peers, (await a.RequestAsync("getPeers")).GetProperty("peers").GetRawText());
        Assert.Equal(Peers, (await b.InvokeAsync("getPeers")).GetProperty("peers").GetRawText());
        await a.RequestAsync("notify", """{"method":"chat","data":{"n":1}}""");
        Assert.Equal("""{"peerId":"a","data":{"n":1}}""", (await b.ReceiveAsync()).Data.GetRawText());
        await a.RequestAsync("setRoomData", """{"data":{"topic":"x"}}""");
        Assert.Equal("""{"topic":"x"}""", (await b.ReceiveAsync()).Data.GetProperty("data").GetRawText());
        Assert.Equal(409, (await a.RequestErrorAsync("setRoomData", """{"data":{},"version":1}""")).Code);
        Assert.Equal("1.50", (await b.InvokeAsync("request", new { peerId = "a", method = "ask" })).GetRawText());
        Assert.Equal(404, (await a.RequestErrorAsync("request", """{"peerId":"nobody","method":"ask"}""")).Code);

        using var operators = new OperatorClient(there.Http);
        var room = await operators.GetAsync("/rooms/r");
        Assert.Equal(["native", "signalr"], room.GetProperty("peers").EnumerateArray().Select(static peer => peer.GetProperty("transport").GetString()));
        Assert.Equal(2, (await operators.GetAsync("/instances")).GetProperty("instances").GetArrayLength());
    }
}
