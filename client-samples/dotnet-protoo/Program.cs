using System.Text.Json.Nodes;
using Protoo.Samples.DotNetProtoo;

const int ClosedByServer = 4000;

var once = args.Contains("--once");
string[] given = [.. args.Where(static arg => arg != "--once")];
var server = given.ElementAtOrDefault(0) ?? "http://localhost:5000";
var roomId = given.ElementAtOrDefault(1) ?? "demo";
var peerId = given.ElementAtOrDefault(2) ?? "dotnet-protoo";

var url = new Uri(new Uri(server), $"/protoo?roomId={Uri.EscapeDataString(roomId)}&peerId={Uri.EscapeDataString(peerId)}");
using var peer = new ProtooPeer();
var leaving = Task.CompletedTask;

peer.OnNotification = (method, data) =>
{
    switch (method)
    {
        case "newPeer":
            Console.WriteLine($"{data["peerId"]} has come");
            break;
        case "peerClosed":
            Console.WriteLine($"{data["peerId"]} has left");
            break;
        case "chat":
            Console.WriteLine($"{data["peerId"]} says: {data["data"]!["text"]}");
            if (once)
            {
                leaving = peer.CloseAsync();
            }

            break;
    }
};

// Answers what another peer sends with "request".
peer.OnRequest = (method, data) =>
{
    Console.WriteLine($"{data["peerId"]} asks: {method}");
    return method == "ping"
        ? new JsonObject { ["text"] = $"pong from {peerId}" }
        : throw new ProtooError(403, $"{method}? Not today.");
};

await peer.ConnectAsync(new UriBuilder(url) { Scheme = url.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri);
var receiving = peer.ReceiveAllAsync();
await JoinAsync();
Console.WriteLine(await receiving == ClosedByServer ? "closed" : "disconnected");
await leaving;

async Task JoinAsync()
{
    var list = await peer.RequestAsync("getPeers");
    var peers = list["peers"]!.AsArray().Select(static entry => (string)entry!["peerId"]!).ToList();
    Console.WriteLine($"{peerId} is in {roomId} with: {string.Join(", ", peers)}");

    // Notifies all others at once.
    await peer.NotifyAsync("notify", new JsonObject { ["method"] = "chat", ["data"] = new JsonObject { ["text"] = $"Hello from {peerId}" } });

    // Asks them one by one.
    foreach (var other in peers.Where(other => other != peerId))
    {
        await AskAsync(other);
    }
}

async Task AskAsync(string other)
{
    try
    {
        var answer = await peer.RequestAsync("request", new JsonObject { ["peerId"] = other, ["method"] = "ping" });
        Console.WriteLine($"{other} answers: {answer["text"]}");
    }
    catch (ProtooError error)
    {
        Console.WriteLine($"{other} does not answer: {error.Code} {error.Message}");
    }
}
