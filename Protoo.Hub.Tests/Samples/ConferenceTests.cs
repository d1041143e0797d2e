using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Samples;

/// <summary>The sample app with state: media of a conference, over UDP.</summary>
public sealed class ConferenceTests : IAsyncLifetime
{
    private SampleProcess _app = null!;
    private Uri _http = null!;

    public async Task InitializeAsync()
    {
        _app = SampleProcess.StartDotNet("conference", "Conference", "--urls=http://127.0.0.1:0");
        _http = new Uri(await _app.ExpectLineAsync("Now listening on: "));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Members_AreAskedToReceive_AndGetTheMediaOfTheOthers()
    {
        await using var a = await ConnectAsync("a");
        await using var b = await ConnectAsync("b");
        await using var c = await ConnectSignalRAsync("c");
        a.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true");
        c.On("newConsumer", static (JsonElement producer) => producer.GetProperty("peerId").GetString() == "b" ? true : throw new InvalidOperationException("only b"));
        Assert.Equal("""["a","c"]""", (await b.RequestAsync("produce", """{"kind":"audio"}""")).GetRawText());
        b.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"errorCode\":488,\"errorReason\":\"not here\"");
        Assert.Equal("[]", (await a.RequestAsync("produce", """{"kind":"video"}""")).GetRawText());

        using var media = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var joined = await a.RequestAsync("join");
        Assert.Equal("""[{"peerId":"a","kind":"video"},{"peerId":"b","kind":"audio"}]""", joined.GetProperty("producers").GetRawText());
        await SendAsync(media, joined, "from a");
        using var otherMedia = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await SendAsync(otherMedia, await c.InvokeAsync<JsonElement>("join"), "from c");
        Assert.Equal("from c", await ReceiveAsync(media));
        await SendAsync(media, joined, "again from a");
        Assert.Equal("again from a", await ReceiveAsync(otherMedia));
    }

    [Fact]
    public async Task LastMemberHasLeft_ThePortIsClosed()
    {
        IPEndPoint address;
        await using (var a = await ConnectAsync("a"))
        {
            address = IPEndPoint.Parse((await a.RequestAsync("join")).GetProperty("address").GetString()!);
            Assert.Throws<SocketException>(() => new UdpClient(address));
            await a.CloseAsync();
        }

        var waiting = System.Diagnostics.Stopwatch.StartNew();
        while (!TryOpen(address))
        {
            Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(30), "The port is still open.");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private static bool TryOpen(IPEndPoint address)
    {
        try
        {
            new UdpClient(address).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task SendAsync(UdpClient media, JsonElement joined, string text)
    {
        byte[] packet = [.. joined.GetProperty("key").GetBytesFromBase64(), .. System.Text.Encoding.UTF8.GetBytes(text)];
        await media.SendAsync(packet, IPEndPoint.Parse(joined.GetProperty("address").GetString()!)).AsTask().DefaultTimeout();
    }

    private static async Task<string> ReceiveAsync(UdpClient media)
    {
        var packet = await media.ReceiveAsync().DefaultTimeout();
        return System.Text.Encoding.UTF8.GetString(packet.Buffer);
    }

    private Task<ProtooTestClient> ConnectAsync(string peerId)
    {
        return ProtooTestClient.ConnectAsync(new UriBuilder(new Uri(_http, $"/protoo?roomId=r&peerId={peerId}")) { Scheme = "ws" }.Uri);
    }

    private async Task<HubConnection> ConnectSignalRAsync(string peerId)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(_http, $"/hub?roomId=r&peerId={peerId}")).Build();
        await connection.StartAsync().DefaultTimeout();
        return connection;
    }
}
