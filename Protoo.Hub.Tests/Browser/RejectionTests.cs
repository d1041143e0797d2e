using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>A rejected user is told why, in words.</summary>
[Collection(Browsers.Name)]
public sealed class RejectionTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(RoomPageClient.SignalR, false)]
    [InlineData(RoomPageClient.SignalR, true)]
    [InlineData(RoomPageClient.Native, true)]
    public async Task PeerIdIsTaken_TheReasonIsShown(string transport, bool isAfterUpgrade)
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:DuplicatePeer=Reject", $"Protoo:RejectAfterUpgrade={isAfterUpgrade}");
        await using var first = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native);
        await using var second = await RoomPageClient.OpenAsync(chromium, server.Http, "anna", transport);
        await second.Button("Join room").ClickAsync();
        await Expect(second.Alert).ToContainTextAsync("Somebody with this peer ID is already in the room");
        await Expect(second.Alert).ToContainTextAsync("409");
        await Expect(second.Alert).ToBeFocusedAsync();

        // Another ID works.
        await second.Page.GetByLabel("Peer ID").FillAsync("anna2");
        await second.JoinAsync();
        await Expect(first.Person("anna2")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task RefusedBeforeTheUpgrade_WhatIsKnownIsShown()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:DuplicatePeer=Reject");
        await using var first = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native);
        await using var second = await RoomPageClient.OpenAsync(chromium, server.Http, "anna", RoomPageClient.Native);
        second.ExpectsErrors = true;
        await second.Button("Join room").ClickAsync();
        await Expect(second.Alert).ToContainTextAsync("The server did not let you in");
        await Expect(second.Alert).ToContainTextAsync("A browser is not told why.");
        await Expect(second.Button("Join room")).ToBeEnabledAsync();
    }

    [SkippableTheory]
    [InlineData(RoomPageClient.SignalR)]
    [InlineData(RoomPageClient.Native)]
    public async Task ServerWaitsForRedis_ItIsSaid_UntilItLetsOneIn(string transport)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await TestServer.StartInstanceAsync(redis.Port);
        server.ExpectsErrors = true;
        await redis.StopAsync();
        await using var anna = await RoomPageClient.OpenAsync(chromium, server.Http, "anna", transport);
        anna.ExpectsErrors = true;
        await anna.Button("Join room").ClickAsync();
        await Expect(anna.Page.GetByText("The server is there, but takes no new connections at the moment.")).ToBeVisibleAsync();
        await redis.StartAgainAsync();
        await Expect(anna.Status).ToHaveTextAsync("Connected");
    }

    [SkippableTheory]
    [InlineData(RoomPageClient.SignalR)]
    [InlineData(RoomPageClient.Native)]
    public async Task ServerIsNotThere_AttemptsAreShown_AndCanBeCancelled(string transport)
    {
        var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.OpenAsync(chromium, server.Http, "anna", transport);
        anna.ExpectsErrors = true;
        await server.DisposeAsync();
        await anna.Button("Join room").ClickAsync();
        await Expect(anna.Page.Locator(".join-status")).ToHaveTextAsync("The server cannot be reached. Trying again (attempt 3 of 11)…");
        await anna.Button("Cancel").ClickAsync();
        await Expect(anna.Button("Join room")).ToBeEnabledAsync();
    }

    [SkippableFact]
    public async Task MalformedIds_AreSaidBesideTheField()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.OpenAsync(chromium, server.Http, "anna", RoomPageClient.Native);
        var room = anna.Page.GetByLabel("Room");
        await room.FillAsync("..");
        await anna.Button("Join room").ClickAsync();
        await Expect(room).ToBeFocusedAsync();
        await Expect(room).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(anna.Page.GetByText("One line of text in any language").First).ToBeVisibleAsync();
    }

    [SkippableTheory]
    [InlineData(RoomPageClient.SignalR)]
    [InlineData(RoomPageClient.Native)]
    public async Task ReplacedByAnotherPage_ItIsSaid_AndOneCanComeBack(string transport)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var first = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", transport);
        await using var second = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native);
        var dialog = first.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("The server has ended your connection");
        await first.Button("Join again").ClickAsync();
        await Expect(first.Status).ToHaveTextAsync("Connected");
        await Expect(second.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog)).ToBeVisibleAsync();
        await second.Button("Leave").ClickAsync();
        await Expect(second.Button("Join room")).ToBeVisibleAsync();
    }
}
