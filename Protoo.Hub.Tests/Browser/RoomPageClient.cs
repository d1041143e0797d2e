using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>A user of the room page. On disposal, a console error or a request to another site fails the test.</summary>
internal sealed partial class RoomPageClient : IAsyncDisposable
{
    public const string Native = "native";
    public const string SignalR = "signalr";

    private const string Room = "r";

    // Records the page's calls, for their statistics.
    private const string CollectCalls = """
        globalThis.testCalls = [];
        globalThis.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(...options) {
            super(...options);
            globalThis.testCalls.push(this);
          }
        };
        """;

    private const string FramesDecoded = """
        async (peerId) => {
          const video = document.querySelector(`.tile[data-peer-id="${peerId}"] video`);
          const track = video?.srcObject?.getVideoTracks()[0];
          if (!track || video.hidden) return 0;
          for (const call of globalThis.testCalls) {
            for (const report of (await call.getStats()).values()) {
              if (report.type === 'inbound-rtp' && report.trackIdentifier === track.id) return report.framesDecoded;
            }
          }
          return 0;
        }
        """;

    private readonly IBrowserContext _context;
    private readonly PageProblems _problems;
    private readonly string _peerId;

    private RoomPageClient(IBrowserContext context, IPage page, string peerId, Uri server)
    {
        _context = context;
        _problems = new PageProblems(page, server);
        _peerId = peerId;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Whether the test expects console errors: a browser writes one when a connection fails.</summary>
    public bool ExpectsErrors { get; set; }

    public ILocator Alert => Page.GetByRole(AriaRole.Alert);

    public ILocator Status => Page.Locator(".connection");

    public ILocator Messages => Page.GetByRole(AriaRole.Log);

    public ILocator Traffic => Page.Locator(".traffic-row");

    /// <summary>Opens the join screen with everything filled in. The name is the capitalized peerId.</summary>
    public static async Task<RoomPageClient> OpenAsync(
        Chromium chromium,
        Uri server,
        string peerId,
        string transport,
        int width = 1280,
        int height = 800,
        ColorScheme colorScheme = ColorScheme.Light)
    {
        var context = await chromium.OpenAsync(new()
        {
            Permissions = ["camera", "microphone", "clipboard-read", "clipboard-write"],
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = colorScheme,
        });
        var page = await context.NewPageAsync();
        var client = new RoomPageClient(context, page, peerId, server);
        await page.AddInitScriptAsync(CollectCalls);
        await page.GotoAsync(new Uri(server, $"/?room={Room}&peerId={peerId}&name={NameOf(peerId)}&transport={transport}").AbsoluteUri);
        return client;
    }

    /// <inheritdoc cref="OpenAsync" />
    public static async Task<RoomPageClient> JoinAsync(Chromium chromium, Uri server, string peerId, string transport, bool hasCamera = false)
    {
        var client = await OpenAsync(chromium, server, peerId, transport);
        if (hasCamera)
        {
            await client.Button("Turn camera on").ClickAsync();
            await Expect(client.Button("Turn camera off")).ToBeVisibleAsync();
        }

        await client.JoinAsync();
        return client;
    }

    public static string NameOf(string peerId) => char.ToUpperInvariant(peerId[0]) + peerId[1..];

    public async Task JoinAsync()
    {
        await Button("Join room").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1, NameRegex = RoomHeading() })).ToBeVisibleAsync();
        await Expect(Status).ToHaveTextAsync("Connected");
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Tile(string peerId) => Page.Locator($".tile[data-peer-id='{peerId}']");

    public ILocator Person(string peerId) => Page.Locator($".people li[data-peer-id='{peerId}']");

    public async Task SayAsync(string text)
    {
        await Page.GetByRole(AriaRole.Textbox, new() { Name = "Message" }).FillAsync(text);
        await Button("Send message").ClickAsync();
    }

    /// <summary>Waits until a peer's message is shown.</summary>
    public async Task ExpectMessageAsync(string peerId, string text)
    {
        await Expect(Messages.Locator(".chat-message", new() { HasText = text })).ToContainTextAsync(peerId == _peerId ? "You" : NameOf(peerId));
    }

    /// <summary>Waits until exactly these others are in the room, both in the list of people and in the call.</summary>
    public async Task ExpectOthersAsync(params string[] peerIds)
    {
        await Expect(Page.Locator(".people li")).ToHaveCountAsync(peerIds.Length + 1);
        await Expect(Page.Locator(".tile")).ToHaveCountAsync(peerIds.Length + 1);
        foreach (var peerId in peerIds)
        {
            await Expect(Person(peerId)).ToContainTextAsync(NameOf(peerId));
            await Expect(Tile(peerId).Locator(".tile-state")).ToBeHiddenAsync();
        }
    }

    /// <summary>Waits until a peer's video moves: more frames are decoded here.</summary>
    public async Task ExpectMovingPictureAsync(string peerId)
    {
        await Expect(Tile(peerId).Locator("video")).ToBeVisibleAsync();
        var before = await GetFramesDecodedAsync(peerId);
        await Polling.WaitUntilAsync(async () => await GetFramesDecodedAsync(peerId) >= before + 3);
    }

    /// <summary>Crashes the page, which gets no chance to say goodbye.</summary>
    public async Task CrashAsync()
    {
        var crashed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.Crash += (_, _) => crashed.TrySetResult();
        _ = Page.GotoAsync("chrome://crash").ContinueWith(static task => task.Exception, TaskScheduler.Default);
        await crashed.Task.DefaultTimeout();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        if (!ExpectsErrors)
        {
            Assert.Empty(_problems.Seen);
        }
    }

    private Task<int> GetFramesDecodedAsync(string peerId) => Page.EvaluateAsync<int>(FramesDecoded, peerId);

    [GeneratedRegex($"{Room}$")]
    private static partial Regex RoomHeading();
}
