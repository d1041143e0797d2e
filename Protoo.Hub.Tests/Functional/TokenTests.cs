using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Protoo.Server;

namespace Protoo.Tests.Functional;

/// <summary>A token decides which peer a client is.</summary>
public sealed class TokenTests
{
    private const string Required = "Protoo:Token:Required=true";
    private const string Query = "roomId=r&peerId=a";
    private const string Ann = "\"sub\":\"a\",\"room\":\"r\"";

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>Invalid tokens, named after what is wrong with them.</summary>
    public static TheoryData<string> Bad => [.. s_bad.Keys];

    private static readonly Dictionary<string, Func<string>> s_bad = new()
    {
        ["empty"] = static () => string.Empty,
        ["no token"] = static () => "abc",
        ["malformed"] = static () => "a.b.c",
        ["cut off"] = static () => TestTokens.Create(Ann)[..^10],
        ["wrong key"] = static () => TestTokens.CreateWithAnotherKey(Ann),
        ["alg none"] = static () => TestTokens.CreateUnsigned(Ann),
        ["expired"] = static () => TestTokens.Create(Ann, -s_hour),
        ["not yet valid"] = static () => TestTokens.Create($"{Ann},\"nbf\":{TestTokens.In(s_hour)}", 2 * s_hour),
        ["no expiry"] = static () => TestTokens.Create($"{Ann},\"exp\":null"),
        ["wrong issuer"] = static () => TestTokens.Create($"{Ann},\"iss\":\"https://evil.test\""),
        ["no issuer"] = static () => TestTokens.Create($"{Ann},\"iss\":null"),
        ["wrong audience"] = static () => TestTokens.Create($"{Ann},\"aud\":[\"another\",\"room-server2\"]"),
        ["no audience"] = static () => TestTokens.Create($"{Ann},\"aud\":null"),
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task BadToken_Gets401(string fault)
    {
        await using var server = await StartAsync(Required);
        var token = s_bad[fault]();

        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, Query, $"Authorization: Bearer {token}"));
        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, $"{Query}&access_token={token}"));
    }

    [Fact]
    public async Task WithoutToken_Gets401()
    {
        await using var server = await StartAsync(Required);

        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, Query));
    }

    // The token decides. The query only supplies what the token does not say.
    [Theory]
    [InlineData(Ann, Query, 101)]
    [InlineData(Ann, "", 101)]
    [InlineData(Ann, "roomId=r", 101)]
    [InlineData(Ann, "peerId=a", 101)]
    [InlineData(Ann, "ROOMID=r&PeerID=a", 101)]
    [InlineData("\"sub\":\"a\"", Query, 101)]
    [InlineData("\"sub\":\"a\"", "roomId=any", 101)]
    [InlineData("\"sub\":\"a\",\"room\":[\"q\",\"r\"]", Query, 101)]
    [InlineData("\"sub\":7,\"room\":8", "roomId=8&peerId=7", 101)]
    [InlineData("\"sub\":\"\\u00e4 \\ud83d\\ude00\",\"room\":\"r/x\"", "roomId=r%2Fx&peerId=%C3%A4%20%F0%9F%98%80", 101)]
    [InlineData("\"sub\":\"a\"", "", 400)]
    [InlineData("\"sub\":\"a\",\"room\":[\"q\",\"r\"]", "peerId=a", 400)]
    [InlineData(Ann, "roomId=r&roomid=r", 400)]
    [InlineData(Ann, "roomId=", 400)]
    [InlineData(Ann, "peerId=.", 400)]
    [InlineData(Ann, "roomId=s", 403)]
    [InlineData(Ann, "peerId=b", 403)]
    [InlineData(Ann, "peerId=A", 403)]
    [InlineData(Ann, "roomId=R", 403)]
    [InlineData("\"sub\":\"a\",\"room\":[\"q\",\"s\"]", Query, 403)]
    [InlineData("\"sub\":\"a\",\"room\":[]", Query, 403)]
    [InlineData("\"sub\":\"a\",\"room\":null", Query, 403)]
    [InlineData("\"sub\":\"a\",\"room\":\"\"", Query, 403)]
    [InlineData("\"sub\":\"a\",\"room\":\" r\"", "", 403)]
    [InlineData("\"sub\":\"a\",\"room\":{\"r\":1}", "", 403)]
    [InlineData("\"sub\":\"a\",\"room\":[[\"r\"]]", "", 403)]
    [InlineData("\"room\":\"r\"", Query, 403)]
    [InlineData("\"SUB\":\"a\",\"room\":\"r\"", Query, 403)]
    [InlineData("\"sub\":null,\"room\":\"r\"", Query, 403)]
    [InlineData("\"sub\":\"..\",\"room\":\"r\"", "", 403)]
    [InlineData("\"sub\":[\"a\"],\"room\":\"r\"", Query, 401)]
    [InlineData("\"sub\":{\"a\":1},\"room\":\"r\"", Query, 401)]
    public async Task Claims_Decide(string claims, string query, int code)
    {
        await using var server = await StartAsync(Required);
        var token = TestTokens.Create(claims);

        Assert.Equal(Entrance.Everywhere(code), await Entrance.TryAsync(server, query, $"Authorization: Bearer {token}"));
        Assert.Equal(Entrance.Everywhere(code), await Entrance.TryAsync(server, $"{query}&access_token={token}"));
    }

    // A claim that the JWT standard defines, such as "sub", must not be an array: such a token is malformed. Other claims may be arrays.
    [Theory]
    [InlineData("\"name\":[\"a\"],\"room\":[\"r\"]", "", 101)]
    [InlineData("\"name\":[\"a\",\"b\"],\"room\":\"r\"", Query, 403)]
    [InlineData("\"name\":[],\"room\":\"r\"", Query, 403)]
    [InlineData("\"name\":null,\"room\":\"r\"", Query, 403)]
    [InlineData("\"name\":{\"a\":1},\"room\":\"r\"", "roomId=r", 403)]
    [InlineData("\"Name\":\"a\",\"room\":\"r\"", Query, 403)]
    public async Task PeerClaim_OfAnotherName_MustBeOne(string claims, string query, int code)
    {
        await using var server = await StartAsync(Required, "Protoo:Token:PeerClaim=name");

        Assert.Equal(Entrance.Everywhere(code), await Entrance.TryAsync(server, query, $"Authorization: Bearer {TestTokens.Create(claims)}"));
    }

    [Fact]
    public async Task Claims_HaveTheNamesOfTheSettings()
    {
        await using var server = await StartAsync(Required, "Protoo:Token:PeerClaim=name", "Protoo:Token:RoomClaim=https://example.org/rooms");
        var token = TestTokens.Create("\"sub\":\"x\",\"name\":\"a\",\"https://example.org/rooms\":[\"r\",\"s\"]");

        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, Query, $"Authorization: Bearer {token}"));
        Assert.Equal(Entrance.Everywhere(403), await Entrance.TryAsync(server, "roomId=q", $"Authorization: Bearer {token}"));
    }

    [Fact]
    public async Task HeaderAndQuery_TheHeaderCounts()
    {
        await using var server = await StartAsync(Required);
        var (good, bad) = (TestTokens.Create(Ann), TestTokens.CreateUnsigned(Ann));

        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, $"{Query}&access_token={bad}", $"Authorization: Bearer {good}"));
        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, $"{Query}&access_token={good}", $"Authorization: Bearer {bad}"));
        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, $"{Query}&access_token={good}", "Authorization: Basic YTpi"));
    }

    [Fact]
    public async Task QueryTwice_Gets401_AndItsNameHasAnyCase()
    {
        await using var server = await StartAsync(Required);
        var token = TestTokens.Create(Ann);

        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, $"{Query}&access_token={token}&Access_Token={token}"));
        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, $"{Query}&ACCESS_TOKEN={token}"));
    }

    [Fact]
    public async Task NotRequired_TokenDecidesIfPresent()
    {
        await using var server = await StartAsync();

        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, Query));
        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, string.Empty, $"Authorization: Bearer {TestTokens.Create(Ann)}"));
        Assert.Equal(Entrance.Everywhere(403), await Entrance.TryAsync(server, "roomId=r&peerId=b", $"Authorization: Bearer {TestTokens.Create(Ann)}"));

        // A client must not become another peer because its token has expired.
        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, Query, $"Authorization: Bearer {TestTokens.Create(Ann, -s_hour)}"));
    }

    [Fact]
    public async Task StrangersWithThePeerIdOfAnother_AreRefused_AndTheRoomNoticesNothing()
    {
        await using var server = await StartAsync(Required);
        const string Teacher = "roomId=r&peerId=teacher";
        await using var teacher = await ProtooTestClient.ConnectAsync(
            server.WebSocketUrl("/protoo"),
            static options => options.SetRequestHeader("Authorization", $"Bearer {TestTokens.Create("\"sub\":\"teacher\",\"room\":\"r\"")}"));

        Assert.Equal(Entrance.Everywhere(401), await Entrance.TryAsync(server, Teacher));
        Assert.Equal(Entrance.Everywhere(403), await Entrance.TryAsync(server, Teacher, $"Authorization: Bearer {TestTokens.Create("\"sub\":\"pupil\",\"room\":\"r\"")}"));

        Assert.Equal("1", (await teacher.RequestAsync("echo", "1")).GetRawText());
        Assert.False(teacher.Received.TryRead(out _));
    }

    [Theory]
    [InlineData("/protoo")]
    [InlineData("/hub")]
    public async Task Refused_TheServerClosesTheConnection(string path)
    {
        await using var server = await StartAsync(Required);

        await Handshake.WaitForCloseAsync(server.WebSocketUrl($"{path}?{Query}"));
    }

    // Negotiation with a token does not exempt the later requests from needing one.
    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("*/*")]
    public async Task AfterNegotiation_WithoutToken_Gets401(string accept)
    {
        await using var server = await StartAsync(Required);
        using var http = new HttpClient();
        using var negotiation = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http, $"/hub/negotiate?negotiateVersion=1&{Query}"));
        negotiation.Headers.Add("Authorization", $"Bearer {TestTokens.Create(Ann)}");
        using var negotiated = await http.SendAsync(negotiation).DefaultTimeout();
        var id = Regex.Match(await negotiated.Content.ReadAsStringAsync(), "\"connectionToken\":\"([^\"]+)\"").Groups[1].Value;

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, $"/hub?{Query}&id={id}"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var refused = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).DefaultTimeout();

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Native_TokenExpires_IsClosed_UnlessTheSettingSaysOtherwise(bool closes)
    {
        // The token is created before the clock is set, so it has expired after an hour on that clock.
        var token = TestTokens.Create(Ann);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartRoomServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time),
            [.. TestTokens.Settings, Required, "Protoo:DrainTime=0", $"Protoo:Token:CloseOnExpiration={closes}"]);
        await using var client = await ProtooTestClient.ConnectAsync(server.WebSocketUrl($"/protoo?access_token={token}"));

        time.Advance(s_hour);

        if (closes)
        {
            Assert.Equal(1008, await client.Closed.DefaultTimeout());
            Assert.Equal("token expired", client.CloseReason);
        }
        else
        {
            await client.RequestAsync("echo");
        }
    }

    // SignalR uses the machine's clock.
    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task SignalR_TokenExpires_IsClosed(HttpTransportType transport)
    {
        await using var server = await StartAsync(Required);
        await using var client = SignalRTestClient.Create(new Uri(server.Http, $"/hub?access_token={TestTokens.Create(Ann, TimeSpan.FromSeconds(2))}"), transport);
        await client.Connection.StartAsync().DefaultTimeout();

        await client.Closed.DefaultTimeout();
    }

    [Fact]
    public async Task Refusal_IsLogged()
    {
        var log = FakeLogCollector.From(LogLevel.Information);
        await using var server = await TestServer.StartRoomServerAsync(
            builder => builder.Logging.AddProvider(new FakeLoggerProvider(log)),
            [.. TestTokens.Settings, Required]);

        foreach (var token in (string[])["", $"&access_token={TestTokens.CreateUnsigned(Ann)}", "&access_token=a", $"&access_token={TestTokens.Create(Ann, -s_hour)}"])
        {
            _ = await Handshake.GetResponseAsync(server.WebSocketUrl($"/protoo?{Query}{token}"));
        }

        _ = await Handshake.GetResponseAsync(server.WebSocketUrl($"/protoo?peerId=b&access_token={TestTokens.Create(Ann)}"));

        Assert.Collection(
            log.GetSnapshot().Where(static entry => entry.Id.Name is "Refused" or "Rejected").Select(static entry => Regex.Replace(entry.Message, @"127\.0\.0\.1:\d+", "127.0.0.1")),
            static line => Assert.Equal("Refused a client from 127.0.0.1 at /protoo: 401 no token", line),
            static line => Assert.Equal("Refused a client from 127.0.0.1 at /protoo: 401 The signature is invalid", line),
            static line => Assert.Equal("Refused a client from 127.0.0.1 at /protoo: 401 the token is not valid", line),
            static line => Assert.StartsWith("Refused a client from 127.0.0.1 at /protoo: 401 The token expired at", line, StringComparison.Ordinal),
            static line => Assert.Equal("Rejected a Native client from 127.0.0.1 (room -, peer -, user a): 403 The token does not allow this peerId.", line));
    }

    [Theory]
    [InlineData(Required)]
    [InlineData("Protoo:RejectAfterUpgrade=true")]
    public async Task NoToken_AppearsInLogs_Traces_OrMetrics(string setting)
    {
        var (good, bad) = (TestTokens.Create(Ann), TestTokens.CreateUnsigned(Ann));
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue(string.Join('\n', [activity.DisplayName, .. activity.TagObjects.Select(static tag => $"{tag}"), .. activity.Events.SelectMany(static item => item.Tags).Select(static tag => $"{tag}")])),
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Enqueue(instrument.Name + string.Join(' ', tags.ToArray())));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Enqueue(instrument.Name + string.Join(' ', tags.ToArray())));
        meters.Start();

        // This server process logs with the shipped settings.
        await using (var server = await ServerProcess.StartAsync([.. TestTokens.Settings, setting]))
        {
            await TryAsync(server.Http);
            await server.StopAsync();
            seen.Enqueue(server.Output);
        }

        await using (var server = await StartAsync(setting))
        {
            await TryAsync(server.Http);
        }

        Assert.Contains(seen, static text => text.Contains("/protoo", StringComparison.Ordinal));
        Assert.Contains(seen, static text => text.Contains("http.server.request.duration", StringComparison.Ordinal));
        foreach (var token in (string[])[good, bad])
        {
            Assert.DoesNotContain(seen, text => text.Contains(token[^40..], StringComparison.Ordinal));
        }

        async Task TryAsync(Uri http)
        {
            foreach (var token in (string[])[good, bad])
            {
                var url = new UriBuilder(new Uri(http, $"/protoo?{Query}&access_token={token}")) { Scheme = "ws" }.Uri;
                _ = await Handshake.GetResponseAsync(url);
                foreach (var transport in (HttpTransportType[])[HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling])
                {
                    await using var client = SignalRTestClient.Create(new Uri(http, $"/hub?{Query}&access_token={token}"), transport);
                    _ = await Record.ExceptionAsync(() => client.Connection.StartAsync()).DefaultTimeout();
                }
            }
        }
    }

    [Theory]
    [InlineData("Tokens cannot be validated: set Authentication:Schemes:Bearer:Authority, or Authentication:Schemes:Bearer:ValidIssuer", Required)]
    [InlineData("Tokens cannot be validated", "Authentication:Schemes:Bearer:ValidAudience=x")]
    [InlineData("Tokens cannot be validated", "Authentication:Schemes:Bearer:SigningKeys:0:Value=AAAA", "Authentication:Schemes:Bearer:SigningKeys:0:Issuer=i")]
    [InlineData("Authentication:Schemes:Bearer: The MetadataAddress or Authority must use HTTPS", "Authentication:Schemes:Bearer:Authority=http://issuer.example")]
    [InlineData("Authentication:Schemes:Bearer:SigningKeys: a key of 24 bits is too short", "Authentication:Schemes:Bearer:ValidIssuer=i", "Authentication:Schemes:Bearer:SigningKeys:0:Value=AAAA", "Authentication:Schemes:Bearer:SigningKeys:0:Issuer=i")]
    [InlineData("Authentication:Schemes:Bearer: The input is not a valid Base-64 string", "Authentication:Schemes:Bearer:ValidIssuer=i", "Authentication:Schemes:Bearer:SigningKeys:0:Value=!", "Authentication:Schemes:Bearer:SigningKeys:0:Issuer=i")]
    [InlineData("Authentication:Schemes:Bearer:ValidAudience is missing", "Authentication:Schemes:Bearer:Authority=https://issuer.example")]
    [InlineData("The TokenOptions.PeerClaim field is required", "Protoo:Token:PeerClaim=")]
    public void Settings_ThatCannotValidateTokens_AreErrors(string message, params string[] settings)
    {
        var invalid = Assert.Throws<OptionsValidationException>(() =>
        {
            using var app = RoomServer.BuildWithoutEndpoints([.. settings.Select(static setting => $"--{setting}")]);
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        });

        Assert.Contains(message, invalid.Message, StringComparison.Ordinal);
    }

    private static Task<TestServer> StartAsync(params string[] settings) => TestServer.StartRoomServerAsync([.. TestTokens.Settings, .. settings]);
}
