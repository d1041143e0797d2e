using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Protoo.Tests.Browser;

/// <summary>The operator's page, with one instance and with three.</summary>
[Collection(Browsers.Name)]
public sealed class OperatorPageTests(Chromium chromium)
{
    [SkippableFact]
    public async Task Key_IsAskedFor_KeptForTheTab_AndForgotten()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting, "Protoo:Admin:FailedTriesPerMinute=2");
        await using var page = await OperatorPageClient.OpenAsync(chromium, server.Http);
        var alert = page.Page.GetByRole(AriaRole.Alert);
        await page.EnterAsync("wrong");
        await Expect(alert).ToContainTextAsync("The key is wrong");
        await page.EnterAsync(OperatorClient.Key);
        await page.ExpectInstancesAsync(1);
        await page.Page.ReloadAsync();
        await page.ExpectInstancesAsync(1);
        await page.Button("Forget key").ClickAsync();
        await Expect(page.KeyField).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(page.KeyField).ToBeVisibleAsync();

        // One more, and the address is locked out.
        await page.EnterAsync("wrong");
        await Expect(alert).ToContainTextAsync("The key is wrong");
        await page.EnterAsync(OperatorClient.Key);
        await Expect(alert).ToContainTextAsync("Too many wrong keys");
    }

    [SkippableFact]
    public async Task Rooms_PeersAndTheirTraffic_AreSeen_AndClosed()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting, "Protoo:Admin:Payloads=true");
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await a.RequestAsync("setData", """{"name":"Anna"}""");
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await b.InvokeAsync("getPeers");
        await using var c = await ProtooTestClient.ConnectAsync(server.ProtooUrl("c", "other"));
        await using var page = await OperatorPageClient.EnterAsync(chromium, server.Http);
        await Expect(page.Room("r")).ToContainTextAsync("2");
        await page.OpenRoomAsync("r");
        await Expect(page.Peer("a")).ToContainTextAsync("Anna");
        await Expect(page.Peer("b")).ToContainTextAsync("SignalR");

        await page.Page.GetByLabel("Payloads").CheckAsync(new() { Force = true });
        await page.Button("Start traffic").ClickAsync();
        await Expect(page.Button("Stop traffic")).ToBeVisibleAsync();
        using var stop = new CancellationTokenSource();
        var sending = SendUntilAsync(a, stop.Token);
        await b.InvokeAsync("echo", new { secret = 1 });
        await Expect(page.Sender("a").Locator(".badge-flood")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.Sender("b").Locator(".badge-flood")).ToBeHiddenAsync();
        await Expect(page.Traffic.Filter(new() { HasText = "Nothing" }).Or(page.Traffic.Filter(new() { HasText = "nothing" })).First).ToBeVisibleAsync();

        await page.ConfirmAsync(page.Peer("a").GetByRole(AriaRole.Button, new() { Name = "Close peer a" }), "Close peer");
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        await stop.CancelAsync();
        await sending;
        await Expect(page.Peer("a")).ToBeHiddenAsync();

        await page.Page.GoBackAsync();
        await page.OpenRoomAsync("other");
        await page.ConfirmAsync(page.Button("Close room"), "Close room");
        Assert.Equal(4000, await c.Closed.DefaultTimeout());
        await Expect(page.Room("other")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Payloads_AreShownOnlyIfSwitchedOn()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var page = await OperatorPageClient.EnterAsync(chromium, server.Http);
        await page.OpenRoomAsync("r");
        await page.Page.GetByLabel("Payloads").CheckAsync(new() { Force = true });
        await page.Button("Start traffic").ClickAsync();
        await Expect(page.Page.GetByText("Protoo:Admin:Payloads is not set")).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("Live since")).ToBeVisibleAsync();
        await a.RequestAsync("echo", """{"secret":1}""");
        await Expect(page.Traffic.Filter(new() { HasText = "Echo" }).First).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("secret")).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task ThreeInstances_AreSeen_Drained_AndMissed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await ServerProcess.StartInstanceAsync(redis.Port, OperatorClient.Setting);
        await using var drained = await ServerProcess.StartInstanceAsync(redis.Port, OperatorClient.Setting, "Protoo:DrainTime=00:00:01");
        await using var killed = await ServerProcess.StartInstanceAsync(redis.Port, OperatorClient.Setting);
        await using var a = await ProtooTestClient.ConnectAsync(drained.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(killed.ProtooUrl("b"));
        await using var page = await OperatorPageClient.EnterAsync(chromium, here.Http);
        await page.ExpectInstancesAsync(3);
        var first = page.Instances.Filter(new() { HasText = $"{drained.Id}:" });
        var second = page.Instances.Filter(new() { HasText = $"{killed.Id}:" });
        await Expect(first).ToContainTextAsync("Ready");
        await Expect(first).ToContainTextAsync("1 protoo");
        await page.OpenRoomAsync("r");
        await Expect(page.Peer("b")).ToBeVisibleAsync();
        await page.Button("Start traffic").ClickAsync();
        await Expect(page.Page.GetByText("Live since")).ToBeVisibleAsync();

        // What happens on another instance.
        using var stop = new CancellationTokenSource();
        var sending = SendUntilAsync(b, stop.Token);
        await Expect(page.Sender("b")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await stop.CancelAsync();
        await sending;

        await page.ConfirmAsync(first.GetByRole(AriaRole.Button, new() { NameRegex = new("^Drain") }), "Drain");
        Assert.Equal(1012, await a.Closed.DefaultTimeout());
        await Expect(first).ToContainTextAsync("Draining");
        await drained.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        await Expect(page.Peer("a")).ToBeHiddenAsync();

        await killed.KillAsync();
        await Expect(second).ToBeHiddenAsync(new() { Timeout = 20_000 });

        await redis.StopAsync(RedisMemory.Everything);
        await Expect(page.Page.GetByText("Redis is out of reach")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await redis.StartAgainAsync();
        await Expect(page.Page.GetByText("Redis is out of reach")).ToBeHiddenAsync(new() { Timeout = 20_000 });
        await page.ExpectInstancesAsync(2);
    }

    [SkippableTheory]
    [InlineData(AccessiblePage.Phone, ColorScheme.Light)]
    [InlineData(AccessiblePage.Phone, ColorScheme.Dark)]
    [InlineData(AccessiblePage.Desktop, ColorScheme.Light)]
    [InlineData(AccessiblePage.Desktop, ColorScheme.Dark)]
    public async Task Screens_HaveNoSeriousFindings(int width, ColorScheme colorScheme)
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await SignalRTestClient.ConnectAsync(server.HubUrl("b"));
        await using var page = await OperatorPageClient.OpenAsync(chromium, server.Http, width, colorScheme);
        await page.EnterAsync("wrong");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The key is wrong");
        await page.Page.AssertAccessibleAsync();
        await page.EnterAsync(OperatorClient.Key);
        await page.ExpectInstancesAsync(1);
        await Expect(page.Room("r")).ToBeVisibleAsync();
        await page.Page.AssertAccessibleAsync();
        await page.OpenRoomAsync("r");
        await page.Button("Start traffic").ClickAsync();
        await Expect(page.Page.GetByText("Live since")).ToBeVisibleAsync();
        await a.RequestErrorAsync("unknown");
        await Expect(page.Senders.First).ToBeVisibleAsync();
        await page.Peer("a").Locator("summary").ClickAsync();
        await page.Page.AssertAccessibleAsync();
        await page.Peer("a").GetByRole(AriaRole.Button, new() { Name = "Close peer a" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Page.AssertAccessibleAsync();
    }

    [SkippableFact]
    public async Task KeyboardAlone_OpensARoomAndClosesAPeer()
    {
        await using var server = await TestServer.StartRoomServerAsync(OperatorClient.Setting);
        await using var a = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await using var b = await ProtooTestClient.ConnectAsync(server.ProtooUrl("b"));
        await using var page = await OperatorPageClient.OpenAsync(chromium, server.Http);
        var keyboard = page.Page.Keyboard;
        await keyboard.TypeAsync(OperatorClient.Key);
        await keyboard.PressAsync("Enter");
        await page.Page.TabToAsync(page.Room("r"));
        await keyboard.PressAsync("Enter");
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 2, Name = "r", Exact = true })).ToBeFocusedAsync();
        await page.Page.TabToAsync(page.Peer("a").GetByRole(AriaRole.Button, new() { Name = "Close peer a" }));
        await keyboard.PressAsync("Enter");
        await Expect(page.Button("Cancel")).ToBeFocusedAsync();
        await page.Page.TabToAsync(page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close peer", Exact = true }));
        await keyboard.PressAsync("Enter");
        Assert.Equal(4000, await a.Closed.DefaultTimeout());
        await Expect(page.Peer("a")).ToBeHiddenAsync();
        Assert.False(b.Closed.IsCompleted);
    }

    private static async Task SendUntilAsync(ProtooTestClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && !client.Closed.IsCompleted)
        {
            try
            {
                await client.NotifyAsync("nothing");
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                // It was closed meanwhile.
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }
    }
}
