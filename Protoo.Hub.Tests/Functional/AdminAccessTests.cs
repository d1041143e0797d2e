using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>The operator's API needs a key or a policy.</summary>
public sealed class AdminAccessTests
{
    private const string Key = "Protoo:Admin:ApiKey=k";

    [Fact]
    public async Task TooManyWrongKeys_Get429_EvenWithTheRightKey()
    {
        var log = FakeLogCollector.From(LogLevel.Information);
        await using var server = await TestServer.StartRoomServerAsync(
            builder => builder.Logging.AddProvider(new FakeLoggerProvider(log)),
            Key,
            "Protoo:Admin:FailedTriesPerMinute=2");

        Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "k"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(server, "wrong"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "k"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(server, key: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(server, "wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(server, "wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(server, "k"));

        Assert.Equal(
            [
                "Refused a client from 127.0.0.1 at /rooms/: 401 the key is missing or wrong",
                "Refused a client from 127.0.0.1 at /rooms/: 401 the key is missing or wrong",
                "Refused a client from 127.0.0.1 at /rooms/: 401 the key is missing or wrong",
                "Refused a client from 127.0.0.1 at /rooms/: 429 too many wrong keys",
                "Refused a client from 127.0.0.1 at /rooms/: 429 too many wrong keys",
            ],
            log.GetSnapshot().Where(static entry => entry.Id.Name == "Refused").Select(static entry => Regex.Replace(entry.Message, @"127\.0\.0\.1:\d+", "127.0.0.1")));
    }

    [Fact]
    public async Task TooManyWrongKeys_TheAnswerSaysWhenToRetry()
    {
        await using var server = await TestServer.StartRoomServerAsync(Key, "Protoo:Admin:FailedTriesPerMinute=1");
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-Api-Key", "wrong" } } };
        var url = new Uri(server.Http, "/rooms");

        using var unauthorized = await http.GetAsync(url).DefaultTimeout();
        using var tooMany = await http.GetAsync(url).DefaultTimeout();

        Assert.Null(unauthorized.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.TooManyRequests, tooMany.StatusCode);
        Assert.InRange(tooMany.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    // All addresses of one IPv6 network count as one address.
    [Theory]
    [InlineData("203.0.113.1", "203.0.113.2", HttpStatusCode.Unauthorized)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", HttpStatusCode.Unauthorized)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::1", HttpStatusCode.TooManyRequests)]
    [InlineData("::ffff:203.0.113.1", "203.0.113.1", HttpStatusCode.TooManyRequests)]
    public async Task WrongKeys_AreCountedForEachAddress(string first, string second, HttpStatusCode answer)
    {
        await using var server = await TestServer.StartRoomServerAsync(Key, "Protoo:Admin:FailedTriesPerMinute=1", "ForwardedHeaders_Enabled=true");

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(server, "wrong", first));
        Assert.Equal(HttpStatusCode.TooManyRequests, await GetAsync(server, "wrong", first));
        Assert.Equal(answer, await GetAsync(server, "wrong", second));
    }

    [Theory]
    [InlineData("operator", HttpStatusCode.OK)]
    [InlineData("other", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Policy_ReplacesTheKey(string? role, HttpStatusCode answer)
    {
        await using var server = await TestServer.StartRoomServerAsync(
            static builder => builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireClaim("role", "operator")),
            [.. TestTokens.Settings, "Protoo:Admin:Policy=operators"]);
        using var http = new HttpClient();
        if (role is not null)
        {
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {TestTokens.Create($"\"sub\":\"ann\",\"role\":\"{role}\"")}");
        }

        foreach (var path in new[] { "/rooms", "/instances", "/admin" })
        {
            using var response = await http.GetAsync(new Uri(server.Http, path)).DefaultTimeout();
            Assert.Equal(answer, response.StatusCode);
        }
    }

    [Fact]
    public async Task Policy_RefusesAHandshake_TheServerClosesTheConnection()
    {
        await using var server = await TestServer.StartRoomServerAsync(
            static builder => builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireClaim("role", "operator")),
            [.. TestTokens.Settings, "Protoo:Admin:Policy=operators"]);
        var token = TestTokens.Create("\"sub\":\"ann\",\"role\":\"other\"");

        await Handshake.WaitForCloseAsync(server.WebSocketUrl("/rooms"), headers: $"Authorization: Bearer {token}");
    }

    // A link to the operator's API that contains a token would end up in logs and browser histories.
    [Fact]
    public async Task Policy_TokenInQuery_IsIgnored()
    {
        await using var server = await TestServer.StartRoomServerAsync(
            static builder => builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireAuthenticatedUser()),
            [.. TestTokens.Settings, "Protoo:Admin:Policy=operators"]);
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Http, $"/rooms?access_token={TestTokens.Create("\"sub\":\"ann\"")}")).DefaultTimeout();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("the app has no authorization policy 'operators'", "Protoo:Admin:Policy=operators")]
    [InlineData("are both set", "Protoo:Admin:Policy=operators", Key)]
    [InlineData("FailedTriesPerMinute must be between 1 and", Key, "Protoo:Admin:FailedTriesPerMinute=0")]
    public void Settings_ThatAreInvalid_AreErrors(string message, params string[] settings)
    {
        var invalid = Assert.Throws<OptionsValidationException>(() => RoomServer.Build([.. settings.Select(static setting => $"--{setting}")]));

        Assert.Contains(message, invalid.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> GetAsync(TestServer server, string? key, string? address = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, "/rooms"));
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        if (address is not null)
        {
            request.Headers.Add("X-Forwarded-For", address);
        }

        using var response = await http.SendAsync(request).DefaultTimeout();
        return response.StatusCode;
    }
}
