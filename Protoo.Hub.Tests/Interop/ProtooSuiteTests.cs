namespace Protoo.Tests.Interop;

/// <summary>
/// The cases of protoo's own client and server tests, with its clients and our server. <see cref="ConnectionTests"/> checks that
/// a rejected client fails at every attempt.
/// </summary>
public sealed class ProtooSuiteTests(NodeProcess node) : InteropTest(node)
{
    private const string Method = "hello";

    private static readonly object s_question = new { foo = "bar" };
    private static readonly object s_answer = new { text = "hi!" };

    private readonly HubScript _script = new();

    /// <summary>Long polling has no single connection that could be lost.</summary>
    public static TheoryData<ClientLibrary> Connected =>
        new(ClientLibraries.Everyone.Where(static library => library.HasPeer() && library != ClientLibrary.ProtooOverLongPolling));

    [SkippableTheory]
    [MemberData(nameof(Connected))]
    public async Task Connect_ConnectionIsLost_ClientReconnects(ClientLibrary library)
    {
        var requests = new List<ConnectionRequest>();
        _script.OnConnectionRequest = request =>
        {
            requests.Add(request);
            request.Accept("r", "A");
        };
        var (server, client) = await ConnectAsync(library, retries: 0);
        Assert.Equal("A", Assert.Single((await FindRoomAsync<ScriptedHub>(server))!.Peers).Id);

        // As if the network were gone.
        requests[0].HttpContext.Abort();

        await client.ExpectAsync("disconnected");
        await client.ExpectAsync("open");

        // The server may see the two in either order.
        string[] seen = [await _script.NextAsync(), await _script.NextAsync()];
        Assert.Equal(["closed A", "joined A"], seen.Order(StringComparer.Ordinal));
        Assert.Equal(2, requests.Count);

        await client.CloseAsync();

        await client.ExpectAsync("close");
        Assert.Equal("closed A", await _script.NextAsync());
        Assert.Null(await FindRoomAsync<ScriptedHub>(server));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task ClientRequests_ServerAccepts(ClientLibrary library)
    {
        _script.Handlers[Method] = static _ => s_answer;
        var (_, client) = await ConnectAsync(library);

        AssertJson(s_answer, await client.RequestAsync(Method, s_question));

        Assert.Equal("""hello {"foo":"bar"}""", await _script.NextAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task ClientRequests_ServerRejects(ClientLibrary library)
    {
        _script.Handlers[Method] = static _ => throw new ProtooException(503, "WHO KNOWS!");
        var (_, client) = await ConnectAsync(library);

        Assert.Equal((503, "WHO KNOWS!"), await client.RequestErrorAsync(Method, s_question));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task ClientRequests_ServerThrows_ReasonIsNotGivenAway(ClientLibrary library)
    {
        _script.Handlers[Method] = static _ => throw new InvalidOperationException("BOOM!!!");
        var (server, client) = await ConnectAsync(library);
        server.ExpectsErrors = true;

        var (code, reason) = await client.RequestErrorAsync(Method, s_question);

        Assert.Equal(500, code);
        Assert.DoesNotContain("BOOM!!!", reason, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task ClientRequests_ServerThrowsWithDetailedErrors_ReasonIsGiven(ClientLibrary library)
    {
        _script.Handlers[Method] = static _ => throw new InvalidOperationException("BOOM!!!");
        var (server, client) = await ConnectAsync(library, detailedErrors: true);
        server.ExpectsErrors = true;

        var (code, reason) = await client.RequestErrorAsync(Method, s_question);

        Assert.Equal(500, code);
        Assert.Contains("BOOM!!!", reason, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.PeersWithNotifications), MemberType = typeof(ClientLibraries))]
    public async Task ClientNotifies_ServerGetsItOnce(ClientLibrary library)
    {
        _script.Handlers[Method] = static _ => null;
        _script.Handlers["next"] = static _ => null;
        var (_, client) = await ConnectAsync(library);

        await client.NotifyAsync(Method, s_question);
        await client.NotifyAsync("next");

        // Handlers start in the order received: a second "hello" would come before "next".
        Assert.Equal("""hello {"foo":"bar"}""", await _script.NextAsync());
        Assert.Equal("next {}", await _script.NextAsync());
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task ServerRequests_ClientAccepts(ClientLibrary library)
    {
        var (server, client) = await ConnectAsync(library, ClientAnswer.Accept(s_answer));

        var answer = await (await GetPeerAsync(server)).RequestAsync(Method, s_question).DefaultTimeout();

        Assert.Equal("""{"text":"hi!"}""", answer.ToString());
        var request = await client.ReceiveAnyAsync();
        Assert.Equal(("request", Method), (request.Kind, request.Method));
        AssertJson(s_question, request.Data);
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task ServerRequests_ClientRejects(ClientLibrary library)
    {
        var (server, _) = await ConnectAsync(library, ClientAnswer.Reject(503, "WHO KNOWS!"));
        var peer = await GetPeerAsync(server);

        var error = await Assert.ThrowsAsync<ProtooException>(() => peer.RequestAsync(Method, s_question).DefaultTimeout());

        Assert.Equal((503, "WHO KNOWS!"), (error.Code, error.Reason));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task ServerRequests_ClientThrows(ClientLibrary library)
    {
        var (server, _) = await ConnectAsync(library, ClientAnswer.Throw("BOOM!!!"));
        var peer = await GetPeerAsync(server);

        var error = await Assert.ThrowsAsync<ProtooException>(() => peer.RequestAsync(Method, s_question).DefaultTimeout());

        Assert.Equal((500, "Error: BOOM!!!"), (error.Code, error.Reason));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.PeersWithNotifications), MemberType = typeof(ClientLibraries))]
    public async Task ServerNotifies_ClientGetsItOnce(ClientLibrary library)
    {
        var (server, client) = await ConnectAsync(library);
        var peer = await GetPeerAsync(server);

        await peer.NotifyAsync(Method, s_question);
        await peer.NotifyAsync("next");

        var notification = await client.ReceiveAnyAsync();
        Assert.Equal(("notification", Method), (notification.Kind, notification.Method));
        AssertJson(s_question, notification.Data);
        AssertJson(new { }, await client.ReceiveAsync("next"));
    }

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Peers), MemberType = typeof(ClientLibraries))]
    public async Task RoomCloses_BothSidesClose(ClientLibrary library)
    {
        var (server, client) = await ConnectAsync(library);
        var room = (await FindRoomAsync<ScriptedHub>(server))!;
        var peer = await GetPeerAsync(server);

        Assert.True(await room.CloseAsync());

        await client.ExpectAsync("close");
        Assert.Equal("closed A", await _script.NextAsync());
        Assert.True(peer.Closed.IsCancellationRequested);
        Assert.True(room.Closed.IsCancellationRequested);
        Assert.False(await room.CloseAsync());
    }

    private static async Task<Peer> GetPeerAsync(TestServer server)
    {
        return (await FindRoomAsync<ScriptedHub>(server))!.FindPeer("A")!;
    }

    private async Task<(TestServer Server, InteropClient Client)> ConnectAsync(
        ClientLibrary library,
        ClientAnswer? answer = null,
        bool detailedErrors = false,
        int retries = 0)
    {
        var server = await StartScriptedServerAsync(_script, detailedErrors);
        var client = await JoinAsync(server, library, "A", new() { [Method] = answer ?? ClientAnswer.None }, retries);
        Assert.Equal("joined A", await _script.NextAsync());
        return (server, client);
    }
}
