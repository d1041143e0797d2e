using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>An unauthorized client gets a status, whatever the authentication does for pages.</summary>
public sealed class AuthorizationTests
{
    private const string Admins = "admins";

    [Theory]
    [InlineData("/protoo")]
    [InlineData("/required")]
    [InlineData("/data")]
    [InlineData("/admins")]
    public async Task Cookies_Nobody_Gets401(string path)
    {
        await using var server = await StartAsync();

        var response = await Handshake.GetResponseAsync(server.WebSocketUrl(path));

        Assert.StartsWith("HTTP/1.1 401 ", response, StringComparison.Ordinal);
        Assert.DoesNotContain("text/html", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/protoo")]
    [InlineData("/required")]
    [InlineData("/data")]
    public async Task Cookies_User_IsLetIn(string path)
    {
        await using var server = await StartAsync();
        var cookies = await SignInAsync(server);

        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl(path), options => options.Cookies = cookies);

        Assert.Equal("\"ann\"", (await client.RequestAsync("who")).GetRawText());
    }

    [Theory]
    [InlineData("/admins")]
    [InlineData("/admins-data")]
    public async Task Cookies_UserWhomThePolicyRefuses_Gets403(string path)
    {
        await using var server = await StartAsync();
        var cookies = await SignInAsync(server);

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ProtooTestClient.ConnectAsync(server.WebSocketUrl(path), options => options.Cookies = cookies));

        Assert.Contains("'403'", refused.Message, StringComparison.Ordinal);
    }

    private static Task<TestServer> StartAsync()
    {
        return TestServer.StartAsync<GuardedHub>(
            static signalR => signalR.AddProtoo(),
            static builder =>
            {
                builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                builder.Services.AddAuthorization(static options => options.AddPolicy(Admins, static policy => policy.RequireRole("admin")));
            },
            static app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGet("/sign-in", static context => context.SignInAsync(
                    new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], "password"))));
                app.MapProtoo<OpenedHub>("/required").RequireAuthorization();
                app.MapProtoo<OpenedHub>("/data", static options => options.AuthorizationData.Add(new AuthorizeAttribute()));
                app.MapProtoo<GuardedHub>("/admins").RequireAuthorization(Admins);
                app.MapProtoo<OpenedHub>("/admins-data", static options => options.AuthorizationData.Add(new AuthorizeAttribute(Admins)));
            });
    }

    private static async Task<CookieContainer> SignInAsync(TestServer server)
    {
        using var handler = new HttpClientHandler();
        using var http = new HttpClient(handler);
        using var response = await http.GetAsync(new Uri(server.Http, "/sign-in")).DefaultTimeout();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return handler.CookieContainer;
    }
}
