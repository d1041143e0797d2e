using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace Protoo.Tests.Functional;

/// <summary>The room server's answer at <c>/</c>.</summary>
public sealed partial class RoomPageTests
{
    [Fact]
    public async Task WithoutThePage_SaysHowToGetIt()
    {
        await using var server = await TestServer.StartRoomServerAsync(static builder => builder.Environment.WebRootFileProvider = new NullFileProvider());
        using var http = new HttpClient { BaseAddress = server.Http };
        var text = await http.GetStringAsync(new Uri("/", UriKind.Relative));
        Assert.Contains("install Node.js and build again", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Count(static letter => letter == '\n'));
    }

    [SkippableFact]
    public async Task ThePage_HasAPolicyAndIsAlwaysAskedFor_ItsAssetsAreKept()
    {
        Requirement.Skip(!File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")), "the room page is not built: that needs npm.");
        await using var server = await TestServer.StartRoomServerAsync();
        using var http = new HttpClient { BaseAddress = server.Http };

        using var page = await http.GetAsync(new Uri("/?room=r", UriKind.Relative));
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.True(page.Headers.CacheControl?.NoCache);
        Assert.NotNull(page.Headers.ETag);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);

        var assets = Assets().Matches(html).Select(static match => match.Value).ToArray();
        Assert.NotEmpty(assets);
        foreach (var asset in assets)
        {
            using var response = await http.GetAsync(new Uri(asset, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        }

        using var elsewhere = await http.GetAsync(new Uri("/appsettings.json", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [GeneratedRegex("assets/[^\"]+")]
    private static partial Regex Assets();
}
