using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Protoo.Tests.Functional;

/// <summary>A connection ends when its client's authentication expires, if the endpoint is configured so.</summary>
public sealed class ExpirationTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    private readonly LifeHub.Script _script = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Native_TokenExpires_IsClosedWith1008()
    {
        _script.Methods["ping"] = static _ => Task.FromResult<object?>(null);
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/expiring?peerId=a&user=ann&expires=60"));

        _time.Advance(TimeSpan.FromSeconds(60) - s_moment);
        await client.RequestAsync("ping");
        _time.Advance(s_moment);

        Assert.Equal(1008, await client.Closed.DefaultTimeout());
        Assert.Equal("token expired", client.CloseReason);
        await _script.UntilAsync("closed a");
    }

    [Theory]
    [InlineData("/protoo?peerId=a&user=ann&expires=60")]
    [InlineData("/expiring?peerId=a&user=ann")]
    [InlineData("/expiring?peerId=a")]
    public async Task Native_NotAsked_OrNothingExpires_Stays(string path)
    {
        _script.Methods["ping"] = static _ => Task.FromResult<object?>(null);
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl(path));

        _time.Advance(TimeSpan.FromHours(1));

        await client.RequestAsync("ping");
    }

    [Fact]
    public async Task Native_TokenLastsLongerThanATimer_IsClosedWhenItExpires()
    {
        var days = TimeSpan.FromDays(60);
        _script.Methods["ping"] = static _ => Task.FromResult<object?>(null);
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl($"/expiring?peerId=a&user=ann&expires={days.TotalSeconds}"));

        _time.Advance(days - s_moment);
        await client.RequestAsync("ping");
        _time.Advance(s_moment);

        Assert.Equal(1008, await client.Closed.DefaultTimeout());
    }

    [Fact]
    public async Task Native_IsOwedAnAnswer_IsClosedAllTheSame()
    {
        var answer = new TaskCompletionSource<object?>();
        _script.Methods["hang"] = _ => answer.Task;
        await using var server = await StartAsync();
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/expiring?peerId=a&user=ann&expires=60"));
        await client.SendAsync("""{"request":true,"id":1,"method":"hang","data":{}}""");
        await _script.UntilAsync("hang");

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(1008, await client.Closed.DefaultTimeout());
        answer.SetResult(null);
    }

    [Fact]
    public async Task Native_HubDoesNotLetItGo_IsAborted()
    {
        var joined = new TaskCompletionSource();
        _script.Joined = _ => joined.Task;
        await using var server = await StartAsync(static options => options.CloseTimeout = TimeSpan.FromSeconds(5));
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl("/expiring?peerId=a&user=ann&expires=60"));
        await _script.UntilAsync("joining a");

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(client.Closed.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await client.Closed.DefaultTimeout());
        joined.SetResult();
    }

    [Fact]
    public async Task Native_TokenHasExpired_Gets401()
    {
        await using var server = await StartAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, "token expired"), await Handshake.GetRefusalAsync(server.WebSocketUrl("/expiring?peerId=a&user=ann&expires=-1")));
    }

    [Fact]
    public async Task Native_TokenExpiresBeforeItIsIn_Gets401()
    {
        var joining = new TaskCompletionSource();
        _script.BeforeJoining = _ =>
        {
            _script.Note("before joining");
            return joining.Task;
        };
        await using var server = await StartAsync();
        var refusal = Handshake.GetRefusalAsync(server.WebSocketUrl("/expiring?peerId=a&user=ann&expires=60"));
        await _script.UntilAsync("before joining");

        _time.Advance(TimeSpan.FromSeconds(60));
        joining.SetException(new ProtooException(418, "teapot"));

        Assert.Equal((HttpStatusCode.Unauthorized, "token expired"), await refusal);
    }

    [Fact]
    public async Task SignalR_TokenExpires_IsClosed_AndMayComeBack()
    {
        // SignalR's own option uses the machine's clock.
        await using var server = await StartAsync(withFakeTime: false);
        await using var wire = await SignalRWire.ConnectAsync(new Uri(server.Http, "/expiring-hub?peerId=a&user=ann&expires=1"));

        Assert.Equal((true, null), await wire.ReceiveCloseAsync());
    }

    private Task<TestServer> StartAsync(Action<ProtooOptions>? configure = null, bool withFakeTime = true)
    {
        return TestServer.StartAsync<LifeHub>(
            // The drain would wait for the fake clock.
            signalR => signalR.AddProtoo(static options => options.DrainTime = TimeSpan.Zero).AddProtoo<LifeHub>(configure),
            builder =>
            {
                builder.Services.AddSingleton(_script);
                QueryAuthentication.AddTo(builder.Services);
                if (withFakeTime)
                {
                    builder.Services.AddSingleton<TimeProvider>(_time);
                }
            },
            static app =>
            {
                app.UseAuthentication();
                app.MapProtoo<LifeHub>("/expiring", static options => options.CloseOnAuthenticationExpiration = true);
                app.MapHub<LifeHub>("/expiring-hub", static options => options.CloseOnAuthenticationExpiration = true);
            });
    }
}
