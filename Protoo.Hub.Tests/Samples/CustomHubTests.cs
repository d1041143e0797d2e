using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Samples;

/// <summary>The sample app with its own hub.</summary>
public sealed class CustomHubTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private SampleProcess _app = null!;

    public async Task InitializeAsync()
    {
        _app = SampleProcess.StartDotNet("custom-hub", "CustomHub", "--urls=http://127.0.0.1:0", "--Bell:Interval=00:00:00.1", "--Origins:0=https://school.example");
        _http.BaseAddress = new Uri(await _app.ExpectLineAsync("Now listening on: "));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Connect_NoToken_IsRefused()
    {
        await Assert.ThrowsAsync<WebSocketException>(() => ProtooTestClient.ConnectAsync(ToNative("none")));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => ConnectSignalRAsync("none"));

        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
    }

    [Theory]
    [InlineData("https://school.example", true)]
    [InlineData("https://school.example.evil.test", false)]
    [InlineData("http://school.example", false)]
    [InlineData("null", false)]
    public async Task Connect_FromAPage_ItsOriginCounts(string origin, bool isAllowed)
    {
        var token = await CreateTokenAsync("ada");
        using var negotiation = new HttpRequestMessage(HttpMethod.Post, $"hub/negotiate?negotiateVersion=1&access_token={token}");
        negotiation.Headers.Add("Origin", origin);
        using var response = await _http.SendAsync(negotiation).DefaultTimeout();
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);

        var connecting = ProtooTestClient.ConnectAsync(ToNative(token), options => options.SetRequestHeader("Origin", origin));
        if (isAllowed)
        {
            await using var client = await connecting;
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        }
    }

    [Fact]
    public async Task Hub_TeacherAndStudents_SayAskAndPoll()
    {
        await using var ada = await ConnectSignalRAsync(await CreateTokenAsync("ada", "teacher"));
        var said = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        ada.On<JsonElement>("said", said.SetResult);
        await using var bob = await ConnectNativeAsync("bob");
        bob.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":{\"text\":\"four\"}");
        await using var cleo = await ConnectNativeAsync("cleo");
        cleo.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"errorCode\":486,\"errorReason\":\"no idea\"");

        await bob.RequestAsync("say", """{"text":"Good morning"}""");
        AssertJson("""{"from":"bob","text":"Good morning"}""", await said.Task.DefaultTimeout());
        AssertJson("""{"from":"bob","text":"Good morning"}""", await cleo.ReceiveNotificationAsync("said"));

        AssertJson("""{"text":"four"}""", await cleo.RequestAsync("ask", """{"to":"bob","text":"2+2?"}"""));
        Assert.Equal((486, "no idea"), await bob.RequestErrorAsync("ask", """{"to":"cleo","text":"2+2?"}"""));
        Assert.Equal((404, "dan is not here."), await bob.RequestErrorAsync("ask", """{"to":"dan","text":"2+2?"}"""));

        AssertJson("""{"answers":{"bob":"four","cleo":"no idea"}}""", await ada.InvokeAsync<JsonElement>("poll", new { text = "2+2?" }).DefaultTimeout());
        Assert.Equal(403, (await bob.RequestErrorAsync("poll", """{"text":"2+2?"}""")).Code);
    }

    [Fact]
    public async Task Hands_AreCalledOnInOrder_AndTheTopicIsSeenByAll()
    {
        await using var ada = await ConnectNativeAsync("ada", "teacher");
        await using var bob = await ConnectNativeAsync("bob");
        await using var cleo = await ConnectNativeAsync("cleo");
        await bob.RequestAsync("raiseHand");
        AssertJson("""{"from":"bob"}""", await ada.ReceiveNotificationAsync("handRaised"));
        await cleo.RequestAsync("raiseHand");
        AssertJson("""{"from":"cleo"}""", await ada.ReceiveNotificationAsync("handRaised"));
        await bob.RequestAsync("raiseHand");

        // Whoever has left is not called on.
        await bob.CloseAsync();
        await ada.ReceiveNotificationAsync("peerClosed");
        await _app.ExpectLineAsync("math: bob goes.");
        Assert.Equal("cleo", (await ada.RequestAsync("callOn")).GetString());
        AssertJson("""{"peerId":"cleo"}""", await cleo.ReceiveNotificationAsync("calledOn"));
        Assert.Equal((404, "Nobody has raised a hand."), await ada.RequestErrorAsync("callOn"));
        Assert.Equal(403, (await cleo.RequestErrorAsync("callOn")).Code);

        await ada.RequestAsync("setTopic", """{"text":"sums"}""");
        AssertJson("""{"topic":"sums"}""", (await cleo.ReceiveNotificationAsync("roomData")).GetProperty("data"));
        await cleo.CloseAsync();
        await ada.CloseAsync();
        await _app.ExpectLineAsync("math: The lesson is over.");
    }

    [Fact]
    public async Task Controller_ByTeacher_ListsAnnouncesDismisses()
    {
        await using var bob = await ConnectNativeAsync("bob");
        var teacher = await CreateTokenAsync("ada", "teacher");

        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Get, "classrooms/math", await CreateTokenAsync("bob"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, "classrooms/art", teacher)).StatusCode);
        var list = await SendAsync(HttpMethod.Get, "classrooms/math", teacher);
        Assert.Equal(["bob"], await list.Content.ReadFromJsonAsync<string[]>() ?? []);

        var announced = await SendAsync(HttpMethod.Post, "classrooms/math/announcements", teacher, new { text = "Test tomorrow" });
        Assert.Equal(HttpStatusCode.NoContent, announced.StatusCode);
        AssertJson("""{"text":"Test tomorrow"}""", await bob.ReceiveNotificationAsync("announced"));

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, "classrooms/math", teacher)).StatusCode);
        Assert.Equal(4000, await bob.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task Bell_Rings_EverybodyIsTold()
    {
        await using var bob = await ConnectNativeAsync("bob");

        var bell = await bob.ReceiveNotificationAsync("bell");

        Assert.True(bell.GetProperty("time").TryGetDateTimeOffset(out _));
    }

    private static void AssertJson(string expected, JsonElement actual)
    {
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), $"Expected {expected}, got {actual}.");
    }

    private async Task<string> CreateTokenAsync(string name, string role = "student")
    {
        using var response = await _http.PostAsync(new Uri($"tokens?room=math&name={name}&role={role}", UriKind.Relative), null).DefaultTimeout();
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, object? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content is null ? null : JsonContent.Create(content) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request).DefaultTimeout();
    }

    private Uri ToNative(string token) => new UriBuilder(new Uri(_http.BaseAddress!, $"/protoo?access_token={token}")) { Scheme = "ws" }.Uri;

    private async Task<ProtooTestClient> ConnectNativeAsync(string name, string role = "student")
    {
        return await ProtooTestClient.ConnectAsync(ToNative(await CreateTokenAsync(name, role)));
    }

    private async Task<HubConnection> ConnectSignalRAsync(string token)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(_http.BaseAddress!, "/hub"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(token))
            .Build();
        await connection.StartAsync().DefaultTimeout();

        // No invocation is answered before the hub's OnConnectedAsync ends.
        await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync("joined?")).DefaultTimeout();
        return connection;
    }
}
