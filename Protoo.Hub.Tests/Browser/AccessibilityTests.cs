using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>The page is accessible, on phones and desktops, in light and dark mode.</summary>
[Collection(Browsers.Name)]
public sealed class AccessibilityTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(AccessiblePage.Phone, ColorScheme.Light)]
    [InlineData(AccessiblePage.Phone, ColorScheme.Dark)]
    [InlineData(AccessiblePage.Desktop, ColorScheme.Light)]
    [InlineData(AccessiblePage.Desktop, ColorScheme.Dark)]
    public async Task JoinAndCallScreens_HaveNoSeriousFindings(int width, ColorScheme colorScheme)
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.JoinAsync(chromium, server.Http, "anna", RoomPageClient.Native, hasCamera: true);
        await using var ben = await RoomPageClient.OpenAsync(chromium, server.Http, "ben", RoomPageClient.SignalR, width, colorScheme: colorScheme);
        await ben.Page.AssertAccessibleAsync();
        await ben.Page.GetByLabel("Your name").FillAsync(string.Empty);
        await ben.Button("Join room").ClickAsync();
        await ben.Page.AssertAccessibleAsync();
        await ben.Page.GetByLabel("Your name").FillAsync("Ben");
        await ben.JoinAsync();
        await ben.ExpectMovingPictureAsync("anna");
        await anna.SayAsync("Hello Ben");
        foreach (var panel in new[] { "People", "Chat", "Traffic" })
        {
            await ShowAsync(ben, panel);
            if (panel == "Chat")
            {
                await ben.SayAsync("Hello Anna");
                await anna.ExpectMessageAsync("ben", "Hello Anna");
            }
            else if (panel == "Traffic")
            {
                await ben.Traffic.Locator("summary").First.ClickAsync();
            }

            await ben.Page.AssertAccessibleAsync();
        }
    }

    [SkippableFact]
    public async Task KeyboardAlone_JoinsChatsAndLeaves()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.OpenAsync(chromium, server.Http, "anna", RoomPageClient.Native, AccessiblePage.Phone);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server.Http, "ben", RoomPageClient.SignalR);
        var keyboard = anna.Page.Keyboard;
        await anna.Page.TabToAsync(anna.Page.GetByLabel("Your name"));
        await keyboard.PressAsync("Enter");
        await Expect(anna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();

        await anna.Page.TabToAsync(anna.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Chat") }));
        await keyboard.PressAsync("Enter");
        await Expect(anna.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message" })).ToBeFocusedAsync();
        await keyboard.TypeAsync("By keyboard");
        await keyboard.PressAsync("Enter");
        await ben.ExpectMessageAsync("anna", "By keyboard");
        await anna.Button("Close chat").FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(anna.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Chat") })).ToBeFocusedAsync();

        await anna.Button("Leave room").FocusAsync();
        await keyboard.PressAsync("Space");
        await Expect(anna.Page.GetByRole(AriaRole.Heading, new() { Name = "Join a room" })).ToBeFocusedAsync();
        await ben.ExpectOthersAsync();
    }

    [SkippableFact]
    public async Task ThemeButton_OverridesTheSystem_AndIsRemembered()
    {
        await using var server = await TestServer.StartRoomServerAsync();
        await using var anna = await RoomPageClient.OpenAsync(chromium, server.Http, "anna", RoomPageClient.Native);
        await anna.Button("Colours: as the system has them").ClickAsync();
        await anna.Button("Colours: light").ClickAsync();
        await Expect(anna.Button("Colours: dark")).ToBeVisibleAsync();
        await Expect(anna.Page.Locator("html")).ToHaveCSSAsync("color-scheme", "dark");
        await anna.Page.ReloadAsync();
        await Expect(anna.Page.Locator("html")).ToHaveCSSAsync("color-scheme", "dark");
        await Expect(anna.Button("Colours: dark")).ToBeVisibleAsync();
    }

    private static async Task ShowAsync(RoomPageClient client, string panel)
    {
        var toggle = client.Page.Locator(".panel-toggle", new() { HasText = panel });
        if (await toggle.GetAttributeAsync("aria-expanded") == "false")
        {
            await toggle.ClickAsync();
        }
    }
}
