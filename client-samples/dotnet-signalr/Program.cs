using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Protoo.Samples.DotNetSignalR;

var once = args.Contains("--once");
string[] given = [.. args.Where(static arg => arg != "--once")];
var server = given.ElementAtOrDefault(0) ?? "http://localhost:5000";
var roomId = given.ElementAtOrDefault(1) ?? "demo";
var peerId = given.ElementAtOrDefault(2) ?? "dotnet-signalr";

var url = new Uri(new Uri(server), $"/hub?roomId={Uri.EscapeDataString(roomId)}&peerId={Uri.EscapeDataString(peerId)}");
await using var connection = new HubConnectionBuilder().WithUrl(url).WithAutomaticReconnect().Build();
var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

connection.On<PeerEntry<object>>("newPeer", static peer => Console.WriteLine($"{peer.PeerId} has come"));
connection.On<PeerEntry<object>>("peerClosed", static peer => Console.WriteLine($"{peer.PeerId} has left"));
connection.On<PeerEntry<Message>>("chat", chat =>
{
    Console.WriteLine($"{chat.PeerId} says: {chat.Data?.Text}");
    if (once)
    {
        over.TrySetResult();
    }
});

// Answers what another peer sends with "request": with the handler's result, or with an error that has a code and a reason.
connection.On("ping", Message (PeerEntry<object> request) =>
{
    Console.WriteLine($"{request.PeerId} asks: ping");
    return new Message($"pong from {peerId}");
});
connection.On("dance", static Message (PeerEntry<object> request) =>
{
    Console.WriteLine($"{request.PeerId} asks: dance");
    throw new InvalidOperationException("403: dance? Not today.");
});

connection.Reconnecting += _ => Console.Out.WriteLineAsync("disconnected, trying again");
connection.Reconnected += _ => JoinAsync();
connection.Closed += exception =>
{
    Console.WriteLine($"closed {exception?.Message}");
    over.TrySetResult();
    return Task.CompletedTask;
};

await connection.StartAsync();
await JoinAsync();
await over.Task;

async Task JoinAsync()
{
    var list = await connection.InvokeAsync<PeerList>("getPeers");
    Console.WriteLine($"{peerId} is in {roomId} with: {string.Join(", ", list.Peers.Select(static peer => peer.PeerId))}");

    // Notifies all others at once.
    await connection.SendAsync("notify", new { method = "chat", data = new Message($"Hello from {peerId}") });

    // Asks them one by one.
    foreach (var other in list.Peers.Where(peer => peer.PeerId != peerId))
    {
        await AskAsync(other.PeerId);
    }
}

async Task AskAsync(string other)
{
    try
    {
        var answer = await connection.InvokeAsync<Message>("request", new { peerId = other, method = "ping" });
        Console.WriteLine($"{other} answers: {answer.Text}");
    }
    catch (HubException exception)
    {
        Console.WriteLine($"{other} does not answer: {exception.Message}");
    }
}
