using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Protoo.Tests.ScaleOut;

/// <summary>One trace shows the way of a request: client, instance, Redis, other instance, peer, and back.</summary>
public sealed class TracesTests : InProcessClusterTest
{
    [SkippableFact]
    public async Task RequestToAPeerOfAnotherInstance_IsOneTrace_FromTheClientOn()
    {
        var servers = await StartAsync(2);
        await using var a = await JoinAsync(servers[0], "a");
        await using var b = await JoinAsync(servers[1], "b");
        Assert.Equal("b", (await a.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":5");

        var spans = new SpanCollection();
        using var traces = Sdk.CreateTracerProviderBuilder().AddProtooInstrumentation().AddInMemoryExporter(spans).Build();
        var trace = ActivityTraceId.CreateRandom();
        var client = ActivitySpanId.CreateRandom();
        var answer = a.Expect("77");
        await a.SendAsync($$$"""{"request":true,"id":77,"method":"request","data":{"peerId":"b","method":"m"},"traceparent":"00-{{{trace}}}-{{{client}}}-01"}""");
        Assert.Equal(5, (await answer.DefaultTimeout()).GetProperty("data").GetInt32());
        var found = await spans.WaitForAsync(3, span => span.TraceId == trace);

        var method = Find(found, ActivityKind.Server, "RoomHub/Request");
        var asks = Find(found, ActivityKind.Client, "protoo.peer_request");
        var asked = Find(found, ActivityKind.Server, "protoo.peer_request");
        Assert.Equal((client, method.SpanId, asks.SpanId), (method.ParentSpanId, asks.ParentSpanId, asked.ParentSpanId));
        Assert.All([asks, asked], static span => Assert.Equal(
            [("protoo.room", "r"), ("protoo.peer", "b"), ("protoo.method", "m")],
            span.Tags.Select(static tag => (tag.Key, tag.Value))));
    }

    [SkippableFact]
    public async Task RequestFails_TheSpanHasItsCode_AndWithoutTraceParent_TheTraceBeginsHere()
    {
        var servers = await StartAsync(1);
        await using var a = await JoinAsync(servers[0], "a");
        var spans = new SpanCollection();
        using var traces = Sdk.CreateTracerProviderBuilder().AddProtooInstrumentation().AddInMemoryExporter(spans).Build();
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"errorCode\":486,\"errorReason\":\"busy\"");
        var (code, _) = await a.RequestErrorAsync("request", """{"peerId":"a","method":"only here"}""");
        Assert.Equal(486, code);
        var asks = Assert.Single(await spans.WaitForAsync(1, static span => span.GetTagItem("protoo.method") is "only here"));
        Assert.Equal(("486", ActivityStatusCode.Error), (asks.GetTagItem("error.type"), asks.Status));
    }

    [SkippableTheory]
    [InlineData("\"nonsense\"")]
    [InlineData("7")]
    [InlineData("{\"a\":1}")]
    [InlineData("\"\\ud800\"")]
    public async Task TraceParentIsNone_TheRequestIsAnswered(string traceParent)
    {
        var servers = await StartAsync(1);
        await using var a = await JoinAsync(servers[0], "a");
        using var traces = Sdk.CreateTracerProviderBuilder().AddProtooInstrumentation().AddInMemoryExporter(new SpanCollection()).Build();
        var answer = a.Expect("77");
        await a.SendAsync($$$"""{"traceparent":{{{traceParent}}},"request":true,"id":77,"method":"echo","data":{"n":1}}""");
        Assert.Equal(1, (await answer.DefaultTimeout()).GetProperty("data").GetProperty("n").GetInt32());
    }

    private static Activity Find(Activity[] spans, ActivityKind kind, string name)
    {
        return Assert.Single(spans, span => span.Kind == kind && span.DisplayName.EndsWith(name, StringComparison.Ordinal));
    }
}
