using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Protoo.Benchmarks.Attacks;

namespace Protoo.Tests.Hostile;

/// <summary>
/// Peers that have nothing to do with an attack: a native one and a SignalR one in a room of their own, and one in the attackers' room. The
/// server must answer their echoes whatever the attackers do.
/// </summary>
internal sealed class Neighbours : IAsyncDisposable
{
    /// <summary>The collection of tests that run one after the other, because each takes all of the machine.</summary>
    public const string Collection = "Hostile";

    /// <summary>The setting of a server that is attacked: what remains of the attack is read from the operator's API.</summary>
    public const string AdminSetting = "Protoo:Admin:ApiKey=key";

    /// <summary>The number of neighbours.</summary>
    public const int Peers = 3;

    /// <summary>The number of rooms that they are in.</summary>
    public const int Rooms = 2;

    private const string AttackedRoom = "attack";
    private const int Echoes = 20;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private readonly HttpClient _http;
    private readonly ProtooTestClient _native;
    private readonly SignalRTestClient _signalR;
    private readonly ProtooTestClient _insider;

    private Neighbours(HttpClient http, ProtooTestClient native, SignalRTestClient signalR, ProtooTestClient insider)
    {
        (_http, _native, _signalR, _insider) = (http, native, signalR, insider);
    }

    /// <summary>The neighbour in the room that is attacked.</summary>
    public ProtooTestClient Insider => _insider;

    /// <param name="server">The address of the server.</param>
    public static async Task<Neighbours> EnterAsync(Uri server)
    {
        var http = new HttpClient { BaseAddress = server, DefaultRequestHeaders = { { "X-Api-Key", "key" } } };
        var protoo = new UriBuilder(server) { Scheme = "ws", Path = "/protoo" }.Uri;
        return new(
            http,
            await ProtooTestClient.ConnectAsync(new Uri(protoo, "?roomId=home&peerId=native")),
            await SignalRTestClient.ConnectAsync(new Uri(server, "/hub?roomId=home&peerId=signalR")),
            await ProtooTestClient.ConnectAsync(new Uri(protoo, $"?roomId={AttackedRoom}&peerId=insider")));
    }

    /// <summary>Runs an attack until all neighbours were served many times. Then nothing of it must remain.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="isSignalR">Whether it aims at the endpoint of SignalR clients.</param>
    /// <param name="meanwhile">What is done while the attack goes on.</param>
    public async Task WithstandAsync(Attack attack, bool isSignalR, Func<Task>? meanwhile = null)
    {
        using var end = new CancellationTokenSource();
        var running = attack.RunAsync(GetTarget(isSignalR), end.Token);
        await attack.Begun.DefaultTimeout();
        await BeServedAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await end.CancelAsync();
        await running.DefaultTimeout();
        await WaitUntilAloneAsync();
        await BeServedAsync();
    }

    /// <summary>Runs an attack to its end, while all neighbours are served. Then nothing of it must remain.</summary>
    public async Task OutlastAsync(Attack attack, bool isSignalR)
    {
        using var end = new CancellationTokenSource(s_longest);
        var running = attack.RunAsync(GetTarget(isSignalR), end.Token);
        do
        {
            await BeServedAsync();
        }
        while (!running.IsCompleted);

        await running;
        Assert.False(end.IsCancellationRequested, $"The attack did not end within {s_longest}.");
        await WaitUntilAloneAsync();
        await BeServedAsync();
    }

    /// <summary>Gets many echoes for each neighbour.</summary>
    public async Task BeServedAsync()
    {
        for (var i = 0; i < Echoes; i++)
        {
            Assert.Equal(i, (await _native.RequestAsync("echo", $"{i + 1}")).GetInt32() - 1);
            Assert.Equal(i, (await _signalR.InvokeAsync("echo", i + 1)).GetInt32() - 1);
            Assert.Equal(i, (await _insider.RequestAsync("echo", $"{i + 1}")).GetInt32() - 1);
        }
    }

    /// <summary>Gets the rooms of the server, with their number of peers.</summary>
    public async Task<Dictionary<string, int>> GetRoomsAsync()
    {
        var rooms = await _http.GetFromJsonAsync<JsonElement>("/rooms").DefaultTimeout();
        return rooms.GetProperty("rooms").EnumerateArray().ToDictionary(
            static room => room.GetProperty("roomId").GetString()!,
            static room => room.GetProperty("peers").GetInt32());
    }

    /// <summary>Waits until the server has no other rooms and peers than the neighbours and theirs.</summary>
    public Task WaitUntilAloneAsync()
    {
        return Polling.WaitUntilAsync(async () => await GetRoomsAsync() is { Count: Rooms } rooms && rooms.Values.Sum() == Peers);
    }

    /// <summary>Gets what attacks aim at.</summary>
    public AttackTarget GetTarget(bool isSignalR) => new(new IPEndPoint(IPAddress.Loopback, _http.BaseAddress!.Port), isSignalR);

    public async ValueTask DisposeAsync()
    {
        await _native.DisposeAsync();
        await _signalR.DisposeAsync();
        await _insider.DisposeAsync();
        _http.Dispose();
    }
}
