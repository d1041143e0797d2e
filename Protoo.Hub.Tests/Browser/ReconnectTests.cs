using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>A lost connection is restored, with everything as before.</summary>
[Collection(Browsers.Name)]
public sealed class ReconnectTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ServerRestarts_PagesAreBackInTheRoom(bool isKilled)
    {
        var url = $"urls=http://127.0.0.1:{FreePort.Find()}";
        await using var server = await ServerProcess.StartAsync(url);
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native, hasCamera: true);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", RoomPageClient.SignalR, hasCamera: true);
        anna.ExpectsErrors = ben.ExpectsErrors = true;
        await anna.ExpectMovingPictureAsync("ben");
        await ben.ExpectMovingPictureAsync("anna");

        await (isKilled ? server.KillAsync() : server.StopAsync());
        await Expect(anna.Status).ToHaveTextAsync("Reconnecting…");
        await Expect(ben.Status).ToHaveTextAsync("Reconnecting…");
        await Expect(anna.Page.GetByText("The connection is lost")).ToBeVisibleAsync();

        // Calls connect the pages directly and go on, unless the server had time to announce its end.
        if (isKilled)
        {
            await anna.ExpectMovingPictureAsync("ben");
        }

        await anna.SayAsync("Lost words");
        await Expect(anna.Messages).ToContainTextAsync("Not sent: There is no connection.");

        await using var next = await ServerProcess.StartAsync(url);
        foreach (var (page, other) in new[] { (anna, "ben"), (ben, "anna") })
        {
            await Expect(page.Status).ToHaveTextAsync("Connected");
            await page.ExpectOthersAsync(other);
            await page.ExpectMovingPictureAsync(other);
        }

        await anna.SayAsync("Back again");
        await ben.ExpectMessageAsync("anna", "Back again");
        await ben.SayAsync("So am I");
        await anna.ExpectMessageAsync("ben", "So am I");

        // A newcomer finds all as before.
        await using var cleo = await RoomPageClient.JoinAsync(chromium, server.Http, "cleo", RoomPageClient.SignalR);
        await cleo.ExpectOthersAsync("anna", "ben");
        await cleo.ExpectMovingPictureAsync("anna");
        await cleo.ExpectMovingPictureAsync("ben");
    }
}
