using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>An operator at the page of a room server. On disposal, a console error or a request to another site fails the test.</summary>
internal sealed class OperatorPageClient : IAsyncDisposable
{
    // A browser writes a console error for each request that fails. The first is without a key.
    private static readonly string[] s_expected = ["status of 401", "status of 403", "status of 404", "status of 429", "status of 503"];

    private readonly IBrowserContext _context;
    private readonly PageProblems _problems;

    private OperatorPageClient(IBrowserContext context, IPage page, Uri server)
    {
        _context = context;
        _problems = new PageProblems(page, server);
        Page = page;
    }

    public IPage Page { get; }

    public ILocator KeyField => Page.GetByLabel("API key");

    public ILocator Instances => Page.Locator("tr[data-instance]");

    public ILocator Senders => Page.Locator(".senders-table tbody tr");

    public ILocator Traffic => Page.Locator(".traffic-row");

    /// <summary>Opens the page, which asks for the key.</summary>
    public static async Task<OperatorPageClient> OpenAsync(Chromium chromium, Uri server, int width = AccessiblePage.Desktop, ColorScheme colorScheme = ColorScheme.Light)
    {
        var context = await chromium.OpenAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = colorScheme });
        var page = await context.NewPageAsync();
        var client = new OperatorPageClient(context, page, server);
        await page.GotoAsync(new Uri(server, "/admin").AbsoluteUri);
        await Expect(client.KeyField).ToBeFocusedAsync();
        return client;
    }

    /// <summary>Opens the page with the key.</summary>
    public static async Task<OperatorPageClient> EnterAsync(Chromium chromium, Uri server, int width = AccessiblePage.Desktop, ColorScheme colorScheme = ColorScheme.Light)
    {
        var client = await OpenAsync(chromium, server, width, colorScheme);
        await client.EnterAsync(OperatorClient.Key);
        await client.ExpectInstancesAsync(1);
        return client;
    }

    public async Task EnterAsync(string key)
    {
        await KeyField.FillAsync(key);
        await KeyField.PressAsync("Enter");
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Room(string roomId) => Page.Locator($"a[data-room-id='{roomId}']");

    public ILocator Peer(string peerId) => Page.Locator($"li[data-peer-id='{peerId}']");

    public ILocator Sender(string peerId) => Page.Locator($".senders-table tr[data-sender='{peerId}']");

    /// <summary>Waits until there are at least so many instances.</summary>
    public Task ExpectInstancesAsync(int count) => Expect(Instances.Nth(count - 1)).ToBeVisibleAsync();

    public async Task OpenRoomAsync(string roomId)
    {
        await Room(roomId).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 2, Name = roomId, Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Presses a button, and confirms.</summary>
    public async Task ConfirmAsync(ILocator button, string action)
    {
        await button.ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.DoesNotContain(_problems.Seen, static problem => !s_expected.Any(expected => problem.Contains(expected, StringComparison.Ordinal)));
    }
}
