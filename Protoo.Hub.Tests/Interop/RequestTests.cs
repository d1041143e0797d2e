using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Interop;

public sealed class RequestTests(NodeProcess node) : InteropTest(node)
{
    private static readonly Dictionary<string, ClientAnswer> s_answers = new()
    {
        ["ask"] = ClientAnswer.Accept(new { text = "hi: \u00e4 \"\ud83d\ude00\"", list = new[] { 1, 2 } }),
        ["repeat"] = ClientAnswer.Echo,
        ["say nothing"] = ClientAnswer.Accept(null),
        ["refuse"] = ClientAnswer.Reject(423, "It is: locked"),
        ["fail"] = ClientAnswer.Throw("BOOM"),
        ["wait"] = ClientAnswer.Never,
    };

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Request_ToServer_IsAnswered(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var alice = await JoinAsync(server, library, "alice");

        AssertJson(new { a = 1, b = "\u00e4" }, await alice.RequestAsync("echo", new { a = 1, b = "\u00e4" }));
        AssertJson(new[] { 1, 2 }, await alice.RequestAsync("echo", new[] { 1, 2 }));
        AssertJson(new { peers = new[] { new { peerId = "alice", data = new { } } }, roomData = new { data = new { }, version = 0 } }, await alice.RequestAsync("getPeers"));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Request_ServerRefuses_KeepsCodeAndReason(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var alice = await JoinAsync(server, library, "alice");

        Assert.Equal((400, "setData: the data must be an object."), await alice.RequestErrorAsync("setData", new[] { 1 }));
        Assert.Equal(404, (await alice.RequestErrorAsync("request", new { peerId = "nobody", method = "ask" })).Code);
        Assert.Equal(400, (await alice.RequestErrorAsync("request", new { peerId = "alice", method = "newPeer" })).Code);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task Request_UnknownMethod_Is404ToPeer(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var alice = await JoinAsync(server, library, "alice");

        var (code, reason) = await alice.RequestErrorAsync("fly", new { });

        Assert.Equal(404, code);
        Assert.Contains("fly", reason, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Native), MemberType = typeof(ClientLibraries))]
    public async Task Request_FalsyDataOrNames_FitTheParameters(ClientLibrary library)
    {
        var server = Own(await TestServer.StartAsync<FormsHub>(
            static signalR => signalR.AddProtoo(),
            static builder => builder.Services.AddSingleton<HubScript>()));
        var alice = await JoinAsync(server, library, "alice");

        // The falsy ones are {} on the wire.
        AssertJson("False", await alice.RequestAsync("setMuted", false));
        AssertJson("0", await alice.RequestAsync("setVolume", 0));
        AssertJson("nobody", await alice.RequestAsync("rename", JsonSerializer.SerializeToElement<string?>(null)));
        AssertJson("nobody", await alice.RequestAsync("rename"));
        AssertJson("''", await alice.RequestAsync("entitle", ""));
        AssertJson("True", await alice.RequestAsync("setMuted", true));
        AssertJson("Ann phone", await alice.RequestAsync("join", new { device = "phone", displayName = "Ann" }));
        AssertJson("Ann phone", await alice.RequestAsync("join", new[] { "Ann", "phone" }));
        Assert.Equal((400, "The data does not fit the method 'Join'."), await alice.RequestErrorAsync("join", new { displayName = "Ann" }));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Pairs), MemberType = typeof(ClientLibraries))]
    public async Task Request_FromPeerToPeer_CarriesDataAndErrors(ClientLibrary from, ClientLibrary to)
    {
        var server = await StartRoomServerAsync();
        var bob = await JoinAsync(server, to, "bob", s_answers);
        var alice = await JoinAsync(server, from, "alice");

        AssertJson(s_answers["ask"].Data!, await alice.RequestAsync("request", new { peerId = "bob", method = "ask", data = new { a = 1 } }));
        AssertJson(
            new { peerId = "alice", data = new { a = 1 } },
            await alice.RequestAsync("request", new { peerId = "bob", method = "repeat", data = new { a = 1 } }));
        AssertJson(new { }, await alice.RequestAsync("request", new { peerId = "bob", method = "say nothing" }));
        Assert.Equal((423, "It is: locked"), await alice.RequestErrorAsync("request", new { peerId = "bob", method = "refuse" }));
        var (code, reason) = await alice.RequestErrorAsync("request", new { peerId = "bob", method = "fail" });
        Assert.Equal(500, code);
        Assert.EndsWith("BOOM", reason, StringComparison.Ordinal);
        if (to.HasNotifications())
        {
            AssertJson(new { peerId = "alice", data = new { } }, await bob.ReceiveAsync("newPeer"));
        }

        AssertJson(new { peerId = "alice", data = new { a = 1 } }, await bob.ReceiveAsync("ask"));
        AssertJson(new { peerId = "alice", data = new { a = 1 } }, await bob.ReceiveAsync("repeat"));
        AssertJson(new { peerId = "alice", data = new { } }, await bob.ReceiveAsync("say nothing"));
        AssertJson(new { peerId = "alice", data = new { } }, await bob.ReceiveAsync("refuse"));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Request_ToOneself_IsAnswered(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var alice = await JoinAsync(server, library, "alice", s_answers);

        AssertJson(s_answers["ask"].Data!, await alice.RequestAsync("request", new { peerId = "alice", method = "ask" }));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Request_FromServer_CarriesDataAndErrors(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        await JoinAsync(server, library, "alice", s_answers);
        var alice = await GetPeerAsync(server, "alice");

        Assert.Equal("""{"a":[1,null]}""", (await alice.RequestAsync("repeat", new { a = new int?[] { 1, null } }).DefaultTimeout()).ToString());
        var refusal = await Assert.ThrowsAsync<ProtooException>(() => alice.RequestAsync("refuse").DefaultTimeout());
        Assert.Equal((423, "It is: locked"), (refusal.Code, refusal.Reason));
        var failure = await Assert.ThrowsAsync<ProtooException>(() => alice.RequestAsync("fail").DefaultTimeout());
        Assert.Equal(500, failure.Code);
        Assert.EndsWith("BOOM", failure.Reason, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.SignalR), MemberType = typeof(ClientLibraries))]
    public async Task Request_SignalRHasNoHandler_Is500(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        await JoinAsync(server, library, "alice");

        var failure = await Assert.ThrowsAsync<ProtooException>(async () => await (await GetPeerAsync(server, "alice")).RequestAsync("fly").DefaultTimeout());

        Assert.Equal(500, failure.Code);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Request_PeerDoesNotAnswer_Is408(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        await JoinAsync(server, library, "bob", s_answers);
        var alice = await JoinAsync(server, ClientLibrary.ProtooClient4, "alice");

        Assert.Equal((408, "request timeout"), await alice.RequestErrorAsync("request", new { peerId = "bob", method = "wait", timeout = 50 }));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Request_PeerLeaves_Is410(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();
        var bob = await JoinAsync(server, library, "bob", s_answers);
        var alice = await JoinAsync(server, ClientLibrary.ProtooClient4, "alice");
        var error = alice.RequestErrorAsync("request", new { peerId = "bob", method = "wait" });
        if (library.HasNotifications())
        {
            await bob.ReceiveAsync("newPeer");
        }

        await bob.ReceiveAsync("wait");

        await bob.CloseAsync();

        Assert.Equal((410, "peer closed"), await error);
    }
}
