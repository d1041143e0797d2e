using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>What must be true of every page, in every state.</summary>
internal static class AccessiblePage
{
    public const int Phone = 390;
    public const int Desktop = 1280;

    /// <summary>Asserts that axe finds nothing serious, and that the page fits the window.</summary>
    public static async Task AssertAccessibleAsync(this IPage page)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations
            .Where(static violation => violation.Impact is "serious" or "critical")
            .Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(static node => node.Html))}"));
        Assert.False(
            await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"),
            "The page is wider than the window.");
    }

    /// <summary>Presses the tabulator key until an element has the focus.</summary>
    public static async Task TabToAsync(this IPage page, ILocator target)
    {
        for (var i = 0; i < 40 && !await target.EvaluateAsync<bool>("element => element === document.activeElement"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(target).ToBeFocusedAsync();
    }
}
