using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>The others see who joins and leaves.</summary>
[Collection(Browsers.Name)]
public sealed class PresenceTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(RoomPageClient.Native, RoomPageClient.SignalR)]
    [InlineData(RoomPageClient.SignalR, RoomPageClient.Native)]
    public async Task PageJoinsLeavesAndCrashes_TheOtherIsTold(string ofAnna, string ofBen)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", ofAnna);
        await anna.ExpectOthersAsync();
        await Expect(anna.Page.GetByText("Nobody else is here yet.")).ToBeVisibleAsync();

        await using (var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", ofBen))
        {
            await anna.ExpectOthersAsync("ben");
            await Expect(anna.Messages).ToContainTextAsync("Ben joined");
            await ben.Button("Leave room").ClickAsync();
            await Expect(ben.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Join a room" })).ToBeFocusedAsync();
            await anna.ExpectOthersAsync();
            await Expect(anna.Messages).ToContainTextAsync("Ben left");
            await ben.JoinAsync();
            await anna.ExpectOthersAsync("ben");
        }

        await anna.ExpectOthersAsync();

        await using var cleo = await RoomPageClient.JoinAsync(chromium, server.Http, "cleo", ofBen);
        await anna.ExpectOthersAsync("cleo");
        await cleo.CrashAsync();
        await anna.ExpectOthersAsync();
        await Expect(anna.Messages).ToContainTextAsync("Cleo left");
    }

    [SkippableFact]
    public async Task PageReloads_IsTheSamePersonAgain()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native, hasCamera: true);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", RoomPageClient.SignalR, hasCamera: true);
        await anna.ExpectMovingPictureAsync("ben");
        await ben.Page.GotoAsync(new Uri(server.Http, "/?room=r&peerId=ben&name=Ben&transport=native").AbsoluteUri);
        await ben.Button("Turn camera on").ClickAsync();
        await Expect(ben.Button("Turn camera off")).ToBeVisibleAsync();
        await ben.JoinAsync();
        await anna.ExpectOthersAsync("ben");
        await ben.ExpectOthersAsync("anna");
        await anna.ExpectMovingPictureAsync("ben");
        await ben.ExpectMovingPictureAsync("anna");
    }
}
