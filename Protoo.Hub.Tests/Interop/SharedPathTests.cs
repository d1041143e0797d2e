using Microsoft.AspNetCore.Builder;

namespace Protoo.Tests.Interop;

/// <summary>An app can keep its page and protoo on one path.</summary>
public sealed class SharedPathTests(NodeProcess node) : InteropTest(node)
{
    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.Native), MemberType = typeof(ClientLibraries))]
    public async Task Connect_ToThePathOfThePage(ClientLibrary library)
    {
        var script = new HubScript { OnConnectionRequest = static request => request.Accept("r", "alice") };
        var server = await StartScriptedServerAsync(script, configureApp: static app =>
        {
            app.MapGet("/", static () => "page");
            app.MapProtoo<ScriptedHub>("/");
        });

        var client = await StartAsync(server, library, "alice", url: server.WebSocketUrl("/"));
        await client.ExpectAsync("open");

        using var http = new HttpClient();
        Assert.Equal("page", await http.GetStringAsync(server.Http).DefaultTimeout());
    }
}
