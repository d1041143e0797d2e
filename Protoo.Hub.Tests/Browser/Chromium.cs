using Microsoft.Playwright;

namespace Protoo.Tests.Browser;

/// <summary>A headless Chromium for all browser tests. The first page starts it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_arguments =
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A microphone that beeps, and a camera whose frame rate a small machine can encode for several peers.
        "--use-fake-device-for-media-stream=fps=5",
        "--use-fake-ui-for-media-stream",
        "--auto-select-desktop-capture-source=Entire screen",
        // Calls connect pages on one machine, which may have no network at all.
        "--allow-loopback-in-peer-connection",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
    ];

    private readonly SemaphoreSlim _turn = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _turn.Dispose();
    }

    /// <summary>Opens a separate browser context. Skips the test without Chromium, Node.js or the page.</summary>
    internal async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options)
    {
        var browser = await StartAsync();
        return await browser.NewContextAsync(options).DefaultTimeout();
    }

    private async Task<IBrowser> StartAsync()
    {
        var chromium = Requirement.Program("chromium");
        var node = Requirement.Program("node");
        Requirement.Skip(!File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")), "the room page is not built: that needs npm.");
        await _turn.WaitAsync();
        try
        {
            if (_browser is null)
            {
                Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", BuildMetadata.Get("PlaywrightFolder"));
                Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", node);
                _playwright ??= await Playwright.CreateAsync().DefaultTimeout();
                _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = s_arguments }).DefaultTimeout();
                Assertions.SetDefaultExpectTimeout(20_000);
            }

            return _browser;
        }
        finally
        {
            _turn.Release();
        }
    }
}
