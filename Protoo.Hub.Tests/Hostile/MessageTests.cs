using System.Text.Json;
using Protoo.Benchmarks.Attacks;

namespace Protoo.Tests.Hostile;

/// <summary>Attacks with messages: the neighbours are served, and nothing remains.</summary>
[Collection(Neighbours.Collection)]
public sealed class MessageTests
{
    private const int Attackers = 4;

    private static readonly Dictionary<string, Func<int, Attack>> s_floods = new()
    {
        ["requests"] = MessageFlood.OfRequests,
        ["relays"] = MessageFlood.OfRelays,
        ["unknown methods"] = MessageFlood.OfUnknownMethods,
        ["huge data"] = MessageFlood.OfHugeData,
        ["no messages"] = MessageFlood.OfNoMessages,
        ["ids that overflow"] = MessageFlood.OfOverflowingIds,
    };

    public static TheoryData<string, bool> Floods
    {
        get
        {
            var floods = new TheoryData<string, bool>();
            foreach (var flood in s_floods.Keys)
            {
                floods.Add(flood, false);
                floods.Add(flood, true);
            }

            return floods;
        }
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Flood_MakesNobodyWait(string flood, bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);

        await neighbours.WithstandAsync(s_floods[flood](Attackers), isSignalR);

        // Four clients that send millions of messages must not fill the log.
        Assert.InRange(server.Output.Split('\n').Length, 0, 1000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ForgedAnswers_AnswerNobody(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        neighbours.Insider.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":\"true\"");
        using var end = new CancellationTokenSource();
        var forging = MessageFlood.OfForgedAnswers(Attackers).RunAsync(neighbours.GetTarget(isSignalR), end.Token);
        await using var asker = await ProtooTestClient.ConnectAsync(server.ProtooUrl("asker", "attack"));

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("true", (await asker.RequestAsync("request", """{"peerId":"insider","method":"m"}""")).GetString());
        }

        await asker.DisposeAsync();
        await end.CancelAsync();
        await forging.DefaultTimeout();
        await neighbours.WaitUntilAloneAsync();
        await neighbours.BeServedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OverflowingIds_ComeBackAsTheyAre(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var target = neighbours.GetTarget(isSignalR);
        using var connection = await HostileConnection.EnterAsync(target, "attack", "p", CancellationToken.None).DefaultTimeout();
        foreach (var id in MessageFlood.OverflowingIds)
        {
            // An answer to nothing is ignored.
            await connection.SendTextAsync(target.Response(id), CancellationToken.None).DefaultTimeout();
            await connection.SendTextAsync(target.Request(id, "echo", "{}"), CancellationToken.None).DefaultTimeout();

            Assert.Equal(id, await ReceiveIdAsync(connection));
        }
    }

    // Of the next answer; SignalR also sends pings.
    private static async Task<string?> ReceiveIdAsync(HostileConnection connection)
    {
        while (true)
        {
            var text = await connection.ReceiveAsync(CancellationToken.None).DefaultTimeout();
            Assert.NotNull(text);
            var message = JsonSerializer.Deserialize<JsonElement>(text);
            if (message.TryGetProperty("id", out var id))
            {
                return id.GetRawText();
            }

            if (message.TryGetProperty("invocationId", out id))
            {
                return id.GetString();
            }
        }
    }
}
