using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>People on either transport meet in one room: they see and hear each other, and chat.</summary>
[Collection(Browsers.Name)]
public sealed class CallTests(Chromium chromium)
{
    [SkippableFact]
    public async Task FourPages_OnBothTransports_SeeEachOtherAndChat()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native, hasCamera: true);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", RoomPageClient.SignalR, hasCamera: true);
        await using var cleo = await RoomPageClient.JoinAsync(chromium, server.Http, "cleo", RoomPageClient.Native, hasCamera: true);
        await using var dan = await RoomPageClient.JoinAsync(chromium, server.Http, "dan", RoomPageClient.SignalR, hasCamera: true);
        (string PeerId, RoomPageClient Page)[] everybody = [("anna", anna), ("ben", ben), ("cleo", cleo), ("dan", dan)];

        foreach (var (peerId, page) in everybody)
        {
            var others = everybody.Select(static person => person.PeerId).Where(other => other != peerId).ToArray();
            await page.ExpectOthersAsync(others);
            await Task.WhenAll(others.Select(page.ExpectMovingPictureAsync));
        }

        foreach (var (peerId, page) in everybody)
        {
            await page.SayAsync($"Hello from {peerId}");
        }

        foreach (var (_, page) in everybody)
        {
            foreach (var (peerId, _) in everybody)
            {
                await page.ExpectMessageAsync(peerId, $"Hello from {peerId}");
            }
        }
    }

    [SkippableTheory]
    [InlineData(RoomPageClient.Native, RoomPageClient.SignalR)]
    [InlineData(RoomPageClient.SignalR, RoomPageClient.Native)]
    public async Task JoinedWithNothing_DevicesTurnedOnAndOff_TheOtherSeesAndHearsIt(string ofAnna, string ofBen)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", ofAnna);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", ofBen);
        await ben.ExpectOthersAsync("anna");
        await Expect(ben.Tile("anna")).ToContainTextAsync("microphone off");
        await Expect(ben.Tile("anna").Locator("video")).ToBeHiddenAsync();

        await anna.Button("Turn camera on").ClickAsync();
        await ben.ExpectMovingPictureAsync("anna");
        await anna.Button("Turn microphone on").ClickAsync();
        await Expect(ben.Person("anna")).ToContainTextAsync("microphone on");
        await Expect(anna.Tile("anna")).ToContainTextAsync(", speaking");
        await Expect(ben.Tile("anna")).ToContainTextAsync(", speaking");

        await anna.Button("Turn microphone off").ClickAsync();
        await Expect(ben.Person("anna")).ToContainTextAsync("microphone off");
        await Expect(ben.Tile("anna")).Not.ToContainTextAsync(", speaking");
        await anna.Button("Turn camera off").ClickAsync();
        await Expect(ben.Tile("anna").Locator("video")).ToBeHiddenAsync();
        await anna.Button("Turn camera on").ClickAsync();
        await ben.ExpectMovingPictureAsync("anna");
    }

    [SkippableFact]
    public async Task ScreenIsShared_TheOtherSeesIt_AndTheCameraAfterwards()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.SignalR, hasCamera: true);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", RoomPageClient.Native);
        await ben.ExpectMovingPictureAsync("anna");
        await anna.Button("Share the screen").ClickAsync();
        await Expect(ben.Person("anna")).ToContainTextAsync("shares the screen");
        await Expect(ben.Page.GetByLabel("The screen of Anna")).ToBeVisibleAsync();
        await ben.ExpectMovingPictureAsync("anna");
        await anna.Button("Stop sharing the screen").ClickAsync();
        await Expect(ben.Page.GetByLabel("Video of Anna")).ToBeVisibleAsync();
        await ben.ExpectMovingPictureAsync("anna");
    }

    [SkippableFact]
    public async Task BothOfferAtOnce_TheCallGoesOn()
    {
        const string Offer = "() => globalThis.testCalls.at(-1).restartIce()";
        const string IsStable = "() => globalThis.testCalls.at(-1).signalingState === 'stable' && globalThis.testCalls.at(-1).connectionState === 'connected'";
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native, hasCamera: true);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", RoomPageClient.SignalR, hasCamera: true);
        for (var i = 0; i < 5; i++)
        {
            await anna.ExpectMovingPictureAsync("ben");
            await ben.ExpectMovingPictureAsync("anna");
            await Task.WhenAll(anna.Page.EvaluateAsync(Offer), ben.Page.EvaluateAsync(Offer));
            await Task.WhenAll(anna.Page.WaitForFunctionAsync(IsStable), ben.Page.WaitForFunctionAsync(IsStable));
        }

        // The two have one call, the first one.
        Assert.Equal(1, await anna.Page.EvaluateAsync<int>("() => globalThis.testCalls.length"));
        Assert.Equal(1, await ben.Page.EvaluateAsync<int>("() => globalThis.testCalls.length"));
    }

    [SkippableFact]
    public async Task InviteLink_LeadsIntoTheRoom()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native);
        await anna.Button("Copy invite link").First.ClickAsync();
        await Expect(anna.Page.GetByText("Invite link copied.")).ToBeVisibleAsync();
        var link = await anna.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Equal(new Uri(server.Http, "/?room=r").AbsoluteUri, link);

        await using var ben = await RoomPageClient.OpenAsync(chromium, server.Http, "ben", RoomPageClient.SignalR);
        await ben.Page.GotoAsync(link);
        await Expect(ben.Page.GetByLabel("Room")).ToHaveValueAsync("r");
    }
}
