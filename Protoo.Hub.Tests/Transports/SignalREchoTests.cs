using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Transports;

/// <summary>SignalR reads messages from segments of 4 KiB, which may end anywhere in a message.</summary>
public sealed class SignalREchoTests
{
    private const int Batches = 100;
    private const int BatchSize = 60;

    [Fact]
    public async Task Echo_WhereverSegmentsEnd_GivesWhatWasSent()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var connection = new HubConnectionBuilder().WithUrl(server.HubUrl("p")).Build();
        await connection.StartAsync().DefaultTimeout();
        for (var batch = 0; batch < Batches; batch++)
        {
            // Varying lengths, so that segments end at every position in a message.
            var texts = Enumerable.Range(batch * BatchSize, BatchSize).Select(static i => $$"""{"i":[{{i}}.50,"{{new string('x', i % 97)}}"]}""").ToArray();
            var echoes = await Task.WhenAll(texts.Select(text => connection.InvokeAsync<JsonElement>("echo", JsonDocument.Parse(text).RootElement))).DefaultTimeout();
            Assert.Equal(texts, echoes.Select(static echo => echo.GetRawText()));
        }
    }
}
