using Microsoft.AspNetCore.Http;

namespace Protoo.Tests.Interop;

public sealed class ConnectionTests(NodeProcess node) : InteropTest(node)
{
    private const int Retries = 2;

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Connect_EveryClient_IsPeerOfItsKind(ClientLibrary library)
    {
        var server = await StartRoomServerAsync();

        await JoinAsync(server, library, "alice");

        var peer = await GetPeerAsync(server, "alice");
        Assert.Equal(library.IsNative() ? PeerTransport.Native : PeerTransport.SignalR, peer.Transport);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Native), MemberType = typeof(ClientLibraries))]
    public async Task Connect_NativeIsRejected_FailsAtEveryAttempt(ClientLibrary library)
    {
        var script = new HubScript { OnConnectionRequest = static request => request.Reject(StatusCodes.Status403Forbidden, "Not Allowed") };
        var server = await StartScriptedServerAsync(script);

        var client = await StartAsync(server, library, "alice", retries: Retries);

        for (var attempt = 1; attempt <= Retries + 1; attempt++)
        {
            Assert.Equal(new ClientEvent("failed", $"{attempt}"), await client.NextEventAsync());
        }

        await client.ExpectAsync("close");
        Assert.Equal(Retries + 1, script.ConnectionRequests);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Native), MemberType = typeof(ClientLibraries))]
    public async Task Connect_NativeIsRejectedAfterUpgrade_GivesUp(ClientLibrary library)
    {
        var script = new HubScript { OnConnectionRequest = static request => request.Reject(StatusCodes.Status403Forbidden, "Not Allowed", afterUpgrade: true) };
        var server = await StartScriptedServerAsync(script);

        var client = await StartAsync(server, library, "alice", retries: Retries);

        await client.ExpectAsync("open");
        await client.ExpectAsync("close");
        Assert.Equal(1, script.ConnectionRequests);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Native), MemberType = typeof(ClientLibraries))]
    public async Task Connect_RoomServerRejectsAfterUpgrade_NativeGivesUp(ClientLibrary library)
    {
        var server = await StartRoomServerAsync("Protoo:RejectAfterUpgrade=true");

        var client = await StartAsync(server, library, "..");

        await client.ExpectAsync("open");
        await client.ExpectAsync("close");
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.SignalR), MemberType = typeof(ClientLibraries))]
    public async Task Connect_SignalRIsRejected_IsToldWhyAndGivesUp(ClientLibrary library)
    {
        var script = new HubScript { OnConnectionRequest = static request => request.Reject(StatusCodes.Status403Forbidden, "Not Allowed") };
        var server = await StartScriptedServerAsync(script);

        var client = await StartAsync(server, library, "alice");

        var error = await client.ExpectEndAsync();
        Assert.EndsWith("ProtooException: 403: Not Allowed", error, StringComparison.Ordinal);
        Assert.Equal(1, script.ConnectionRequests);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Native), MemberType = typeof(ClientLibraries))]
    public async Task Connect_NativePeerIsThereAndStays_Fails(ClientLibrary library)
    {
        var server = await StartRoomServerAsync("Protoo:DuplicatePeer=Reject");
        var first = await JoinAsync(server, library, "alice");

        var second = await StartAsync(server, library, "alice", retries: 1);

        Assert.Equal(new ClientEvent("failed", "1"), await second.NextEventAsync());
        Assert.Equal(new ClientEvent("failed", "2"), await second.NextEventAsync());
        await second.ExpectAsync("close");
        AssertJson(1, await first.RequestAsync("echo", 1));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.SignalR), MemberType = typeof(ClientLibraries))]
    public async Task Connect_SignalRPeerIsThereAndStays_IsTold409(ClientLibrary library)
    {
        var server = await StartRoomServerAsync("Protoo:DuplicatePeer=Reject");
        var first = await JoinAsync(server, library, "alice");

        var second = await StartAsync(server, library, "alice");

        Assert.Equal(409, InteropClient.ReadError(await second.ExpectEndAsync()).Code);
        AssertJson(1, await first.RequestAsync("echo", 1));
    }
}
