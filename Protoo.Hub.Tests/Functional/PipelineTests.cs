using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>Answers to requests that arrive together leave together, but none waits for an unfinished handler.</summary>
public sealed class PipelineTests
{
    private const int Requests = 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequestsOfOneRead_AreAnsweredInOneWrite(bool appUsesWebSockets)
    {
        var writes = new List<int>();
        await using var server = await TestServer.StartAsync<MethodHub>(static signalR => signalR.AddProtoo(), configureApp: app =>
        {
            app.Use((context, next) =>
            {
                if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
                {
                    context.Features.Set<IHttpUpgradeFeature>(new CountedUpgrade(upgrade, writes));
                }

                return next(context);
            });
            if (appUsesWebSockets)
            {
                app.UseWebSockets();
            }
        });
        await using var client = await WireClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        // The first shows that the hub reads.
        await client.SendTextAsync(TakeNumber(1000));
        Assert.Equal(1000, await ReadAnswerAsync(client));
        lock (writes)
        {
            writes.Clear();
        }

        await client.SendTextsAsync(Enumerable.Range(1, Requests).Select(TakeNumber));
        for (var i = 1; i <= Requests; i++)
        {
            Assert.Equal(i, await ReadAnswerAsync(client));
        }

        lock (writes)
        {
            Assert.Single(writes);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task HandlerThatYields_DoesNotHoldTheAnswersBefore(int concurrency)
    {
        var gate = new GateHub.Gate();
        gate.Leave(1);
        gate.Leave(3);
        await using var server = await TestServer.StartAsync<GateHub>(
            signalR => signalR.AddProtoo<GateHub>(options => options.MaximumConcurrentRequests = concurrency),
            builder => builder.Services.AddSingleton(gate));
        await using var client = await WireClient.ConnectAsync(server.WebSocketUrl("/protoo"));

        await client.SendTextsAsync(Enumerable.Range(1, 3).Select(static number => Request(number, "enter", $"[{number}]")));
        Assert.Equal(1, await ReadAnswerAsync(client));
        gate.Leave(2);
        Assert.Equal(5, await ReadAnswerAsync(client) + await ReadAnswerAsync(client));
    }

    private static string TakeNumber(int number) => Request(number, "takeNumber", $"{number}");

    private static string Request(int id, string method, string data)
    {
        return string.Create(CultureInfo.InvariantCulture, $$"""{"request":true,"id":{{id}},"method":"{{method}}","data":{{data}}}""");
    }

    private static async Task<int> ReadAnswerAsync(WireClient client)
    {
        var (_, _, payload) = await client.ReceiveFrameAsync();
        var answer = JsonSerializer.Deserialize<JsonElement>(payload);
        Assert.Equal(answer.GetProperty("id").GetInt32(), answer.GetProperty("data").GetInt32());
        return answer.GetProperty("id").GetInt32();
    }
}
