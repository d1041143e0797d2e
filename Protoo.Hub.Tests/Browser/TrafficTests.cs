using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>The panel shows the messages on the wire.</summary>
[Collection(Browsers.Name)]
public sealed class TrafficTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(RoomPageClient.Native, "request", "response", "notification", "\"request\": true", "\"ok\": true", "\"notification\": true")]
    [InlineData(RoomPageClient.SignalR, "invocation", "completion", "callback", "\"target\": \"notify\"", "\"result\": {}", "\"target\": \"chat\"")]
    public async Task Chat_IsShownMessageByMessage(string transport, string request, string answer, string notification, string sent, string answered, string received)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", transport);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", RoomPageClient.Native);
        await anna.ExpectOthersAsync("ben");
        await anna.SayAsync("to the others");
        await ben.ExpectMessageAsync("anna", "to the others");
        await ben.SayAsync("from the others");
        await anna.ExpectMessageAsync("ben", "from the others");

        await AssertShownAsync(anna, "setData", "sent", request);
        await AssertShownAsync(anna, "getPeers", "received", answer);
        await AssertShownAsync(anna, "newPeer", "received", notification);
        await ExpectJsonAsync(await AssertShownAsync(anna, "notify › chat", "sent", request), sent, "\"text\": \"to the others\"");
        await ExpectJsonAsync(await AssertShownAsync(anna, "notify › chat", "received", answer), answered);
        await ExpectJsonAsync(await AssertShownAsync(anna, "chat", "received", notification), received, "\"text\": \"from the others\"");

        // An answer to another peer's request: the call.
        await AssertShownAsync(anna, "offer", "sent", answer);
    }

    [SkippableFact]
    public async Task FilterPauseAndClear_DoSo()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.SignalR);
        await anna.SayAsync("one");
        await Expect(RowsOf(anna, "notify › chat")).ToHaveCountAsync(2);

        var filter = anna.Page.GetByRole(AriaRole.Searchbox);
        await filter.FillAsync("\"one\"");
        await Expect(anna.Traffic).ToHaveCountAsync(1);
        await filter.FillAsync("no such thing");
        await Expect(anna.Page.GetByText("Nothing matches the filter.")).ToBeVisibleAsync();
        await filter.FillAsync(string.Empty);
        await anna.Page.GetByLabel("Requests").UncheckAsync();
        await Expect(RowsOf(anna, "notify › chat")).ToHaveCountAsync(0);
        await anna.Page.GetByLabel("Requests").CheckAsync();

        await anna.Button("Pause").ClickAsync();
        await anna.SayAsync("two");
        await Expect(anna.Page.GetByText("Paused. 2 new.")).ToBeVisibleAsync();
        await Expect(RowsOf(anna, "notify › chat")).ToHaveCountAsync(2);
        await anna.Button("Resume").ClickAsync();
        await Expect(RowsOf(anna, "notify › chat")).ToHaveCountAsync(4);

        await anna.Button("Clear").ClickAsync();
        await Expect(anna.Traffic).ToHaveCountAsync(0);
        await anna.SayAsync("three");
        await Expect(anna.Traffic).ToHaveCountAsync(2);
    }

    private static ILocator RowsOf(RoomPageClient client, string subject) => client.Page.Locator($".traffic-row[data-subject='{subject}']");

    private static async Task<ILocator> AssertShownAsync(RoomPageClient client, string subject, string direction, string label)
    {
        var row = RowsOf(client, subject).Filter(new() { HasText = direction }).Filter(new() { HasText = label }).First;
        await Expect(row).ToBeVisibleAsync();
        return row;
    }

    private static async Task ExpectJsonAsync(ILocator row, params string[] parts)
    {
        await row.Locator("summary").ClickAsync();
        foreach (var part in parts)
        {
            await Expect(row.Locator("pre")).ToContainTextAsync(part);
        }
    }
}
