using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Protoo.Server;
using Protoo.Server.Access;

namespace Protoo.Tests.Functional;

/// <summary>Only pages of allowed origins may connect.</summary>
public sealed class OriginTests
{
    private const string Query = "roomId=r&peerId=a";

    // Browsers send origins in lower case.
    [Theory]
    [InlineData("https://app.example", 101)]
    [InlineData("https://a.b.wild.example", 101)]
    [InlineData("https://x.wild.example:8443", 403)]
    [InlineData("http://port.example:8080", 101)]
    [InlineData("capacitor://localhost", 101)]
    [InlineData("https://xn--bcher-kva.example", 101)]
    [InlineData("https://wild.example", 403)]
    [InlineData("http://app.example", 403)]
    [InlineData("https://app.example:8443", 403)]
    [InlineData("http://port.example", 403)]
    [InlineData("https://app.example.evil.test", 403)]
    [InlineData("https://evil.test/?https://app.example", 403)]
    [InlineData("https://app.example@evil.test", 403)]
    [InlineData("https://evilwild.example", 403)]
    [InlineData("HTTPS://APP.EXAMPLE", 403)]
    [InlineData("null", 403)]
    public async Task OnlyListedOrigins_MayConnect(string origin, int code)
    {
        await using var server = await StartAsync(
            "https://App.example", "https://*.wild.example", "http://port.example:8080", "capacitor://localhost", "https://bücher.example");

        Assert.Equal(Entrance.Everywhere(code), await Entrance.TryAsync(server, Query, $"Origin: {origin}"));
    }

    [Fact]
    public async Task List_ReplacesTheDefault_AndIgnoresClientsWithoutOrigin()
    {
        await using var server = await StartAsync("https://app.example");

        Assert.Equal(Entrance.Everywhere(403), await Entrance.TryAsync(server, Query, $"Origin: {server.Http.GetLeftPart(UriPartial.Authority)}"));
        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, Query));
    }

    [Theory]
    [InlineData("https://anything.test")]
    [InlineData("null")]
    public async Task Star_AllowsAllOrigins(string origin)
    {
        await using var server = await StartAsync("*");

        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, Query, $"Origin: {origin}"));
    }

    // The test's client connects to 127.0.0.1.
    [Theory]
    [InlineData("http://127.0.0.1:{0}", 101)]
    [InlineData("http://localhost:3000", 101)]
    [InlineData("https://127.1.2.3", 101)]
    [InlineData("http://app.localhost", 101)]
    [InlineData("http://[::1]:5173", 101)]
    [InlineData("http://localhost.evil.test", 403)]
    [InlineData("http://evil-localhost", 403)]
    [InlineData("http://127.0.0.1.evil.test:{0}", 403)]
    [InlineData("http://192.168.1.1:{0}", 403)]
    [InlineData("https://evil.test", 403)]
    [InlineData("capacitor://localhost", 403)]
    [InlineData("null", 403)]
    public async Task NoList_LoopbackName_AnyLoopbackOriginMayConnect(string origin, int code)
    {
        await using var server = await StartAsync();
        origin = string.Format(System.Globalization.CultureInfo.InvariantCulture, origin, server.Http.Port);

        Assert.Equal(Entrance.Everywhere(code), await Entrance.TryAsync(server, Query, $"Origin: {origin}"));
    }

    [Theory]
    [InlineData("app.example", "https://app.example", 101)]
    [InlineData("app.example", "http://app.example", 101)]
    [InlineData("app.example:443", "https://app.example", 101)]
    [InlineData("app.example:8443", "https://app.example:8443", 101)]
    [InlineData("APP.example", "https://app.example", 101)]
    [InlineData("xn--bcher-kva.example", "https://xn--bcher-kva.example", 101)]
    [InlineData("[2001:db8::1]:5000", "http://[2001:db8::1]:5000", 101)]
    [InlineData("app.example", "https://app.example:8443", 403)]
    [InlineData("app.example:443", "http://app.example", 403)]
    [InlineData("app.example:8443", "https://app.example", 403)]
    [InlineData("app.example", "https://sub.app.example", 403)]
    [InlineData("app.example", "https://app.example.evil.test", 403)]
    [InlineData("app.example", "http://localhost", 403)]
    [InlineData("app.example", "null", 403)]
    [InlineData("", "https://app.example", 403)]
    public async Task NoList_OtherName_OnlyItsOwnOriginMayConnect(string host, string origin, int code)
    {
        await using var server = await StartAsync();

        Assert.Equal(code, await GetStatusAsync(server, host, $"Origin: {origin}"));
    }

    [Theory]
    [InlineData("https://app.example", 101)]
    [InlineData("http://app.example", 403)]
    public async Task NoList_ForwardedScheme_IsCompared(string origin, int code)
    {
        await using var server = await TestServer.StartRoomServerAsync("ForwardedHeaders_Enabled=true");

        Assert.Equal(code, await GetStatusAsync(server, "app.example", $"Origin: {origin}", "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.1"));
    }

    [Theory]
    [InlineData("https", "https://app.example", true)]
    [InlineData("https", "http://app.example", false)]
    [InlineData("http", "https://app.example", true)]
    [InlineData("http", "http://app.example", true)]
    public void NoList_SchemeOfAnHttpsRequest_IsCompared(string scheme, string origin, bool isOwn)
    {
        var request = new DefaultHttpContext { Request = { Scheme = scheme, Host = new HostString("app.example") } }.Request;

        Assert.Equal(isOwn, OwnOrigin.Is(origin, request, isSchemeForwarded: false));
    }

    // DNS rebinding: if an attacker points a page's host name to this server, the page has the server's own origin.
    [Theory]
    [InlineData("app.example", 101)]
    [InlineData("rebound.evil.test", 400)]
    public async Task AllowedHosts_OtherName_Gets400(string host, int code)
    {
        await using var server = await TestServer.StartRoomServerAsync("AllowedHosts=app.example");

        Assert.Equal(code, await GetStatusAsync(server, host, $"Origin: http://{host}"));
    }

    [Theory]
    [InlineData("https://app.example", "https://app.example")]
    [InlineData("https://evil.test", null)]
    public async Task Preflight_IsAnsweredByTheSameList_WithoutAToken(string origin, string? allowed)
    {
        await using var server = await TestServer.StartRoomServerAsync([.. TestTokens.Settings, "Protoo:Token:Required=true", "Protoo:AllowedOrigins:0=https://app.example"]);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(server.Http, $"/hub/negotiate?{Query}"))
        {
            Headers =
            {
                { "Origin", origin },
                { "Access-Control-Request-Method", "POST" },
                { "Access-Control-Request-Headers", "authorization,x-requested-with,x-signalr-user-agent" },
            },
        };

        using var response = await http.SendAsync(request).DefaultTimeout();

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? Assert.Single(origins) : null);
        Assert.Equal(allowed is not null, response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    // A page of another origin must not use the operator's API.
    [Fact]
    public async Task OnlyTheHub_SendsCorsHeaders()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:AllowedOrigins:0=https://app.example", "Protoo:Admin:ApiKey=k");
        using var http = new HttpClient { DefaultRequestHeaders = { { "Origin", "https://app.example" }, { "X-Api-Key", "k" } } };

        using var hub = await http.PostAsync(new Uri(server.Http, $"/hub/negotiate?negotiateVersion=1&{Query}"), null).DefaultTimeout();
        Assert.Equal("https://app.example", Assert.Single(hub.Headers.GetValues("Access-Control-Allow-Origin")));
        foreach (var path in (string[])["/rooms", "/healthz/live", "/"])
        {
            using var other = await http.GetAsync(new Uri(server.Http, path)).DefaultTimeout();
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("/protoo")]
    [InlineData("/hub")]
    public async Task Refused_TheServerClosesTheConnection(string path)
    {
        await using var server = await TestServer.StartRoomServerAsync();

        await Handshake.WaitForCloseAsync(server.WebSocketUrl($"{path}?{Query}"), headers: "Origin: https://evil.test");
    }

    [Fact]
    public async Task Refusal_IsLogged_InOneLine_WithoutTheQuery()
    {
        var log = FakeLogCollector.From(LogLevel.Information);
        await using var server = await TestServer.StartRoomServerAsync(builder => builder.Logging.AddProvider(new FakeLoggerProvider(log)));

        var refusal = await Handshake.GetResponseAsync(server.WebSocketUrl($"/protoo?{Query}&access_token=secret"), headers: "Origin: https://evil.test");
        using var http = new HttpClient { DefaultRequestHeaders = { { "Origin", "https://evil.test" } } };
        using var response = await http.PostAsync(new Uri(server.Http, $"/hub/negotiate?{Query}&access_token=secret"), null).DefaultTimeout();

        Assert.StartsWith("HTTP/1.1 403 Origin Not Allowed\r\n", refusal, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, "Origin Not Allowed"), (response.StatusCode, response.ReasonPhrase));
        Assert.Equal(
            [
                "Refused a client from 127.0.0.1 at /protoo: 403 origin https://evil.test is not allowed",
                "Refused a client from 127.0.0.1 at /hub/negotiate: 403 origin https://evil.test is not allowed",
            ],
            log.GetSnapshot().Where(static entry => entry.Id.Name == "Refused").Select(static entry => Regex.Replace(entry.Message, @"127\.0\.0\.1:\d+", "127.0.0.1")));
        Assert.DoesNotContain(log.GetSnapshot(), static entry => entry.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ManyRefusals_FillNoLog()
    {
        var log = FakeLogCollector.From(LogLevel.Information);
        await using var server = await TestServer.StartRoomServerAsync(builder => builder.Logging.AddProvider(new FakeLoggerProvider(log)));
        using var http = new HttpClient { DefaultRequestHeaders = { { "Origin", "https://evil.test" } } };
        for (var i = 0; i < 120; i++)
        {
            using var response = await http.PostAsync(new Uri(server.Http, $"/hub/negotiate?{Query}"), null).DefaultTimeout();
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Equal(100, log.GetSnapshot().Count(static entry => entry.Id.Name == "Refused"));
        Assert.Single(log.GetSnapshot(), static entry => entry.Id.Name == "ManyRefused");
    }

    [Theory]
    [InlineData("https://app.example/", "Write 'https://app.example'.")]
    [InlineData("https://app.example:443", "Write 'https://app.example'.")]
    [InlineData("https://app.example/path?x", "Write 'https://app.example'.")]
    [InlineData("https://*.app.example/", "Write 'https://*.app.example'.")]
    [InlineData("https://u:p@app.example", "Write it like https://app.example,")]
    [InlineData("app.example", "Write it like https://app.example,")]
    [InlineData("app.example:8443", "Write it like https://app.example,")]
    [InlineData("*.example", "Write it like https://app.example,")]
    [InlineData("https://a*.example", "Write it like https://app.example,")]
    [InlineData("https://*", "Write it like https://app.example,")]
    [InlineData("null", "Write it like https://app.example,")]
    [InlineData("", "Write it like https://app.example,")]
    public void Setting_ThatIsNotAnOrigin_IsAnErrorWithTheFix(string origin, string fix)
    {
        var invalid = Assert.Throws<OptionsValidationException>(() => RoomServer.Build([$"--Protoo:AllowedOrigins:0={origin}"]));

        Assert.StartsWith($"Protoo:AllowedOrigins: '{origin}' is not an origin. {fix}", invalid.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_ThatIsNotAList_IsAnErrorWithTheFix()
    {
        var invalid = Assert.Throws<OptionsValidationException>(() => RoomServer.Build(["--Protoo:AllowedOrigins=https://app.example"]));

        Assert.Equal("Protoo:AllowedOrigins is a list: set Protoo:AllowedOrigins:0 to 'https://app.example'.", invalid.Message);
    }

    private static Task<TestServer> StartAsync(params string[] origins)
    {
        return TestServer.StartRoomServerAsync([.. origins.Select(static (origin, index) => $"Protoo:AllowedOrigins:{index}={origin}")]);
    }

    private static async Task<int> GetStatusAsync(TestServer server, string host, params string[] headers)
    {
        var response = await Handshake.GetResponseAsync(server.WebSocketUrl($"/protoo?{Query}"), host: host, headers: headers);
        return int.Parse(response.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
