using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub as an app would write it, with everything that rooms and peers offer.</summary>
internal sealed class ScenarioHub(ScenarioHub.Diary diary) : ProtooHub
{
    public Task Tell(string text) => Room.NotifyAsync("told", text, except: [Peer.Id]);

    public Task TellExcept(string[] peerIds) => Room.NotifyAsync("told", "x", except: [Peer.Id, .. peerIds]);

    public Task TellNothingSerializable() => Room.NotifyAsync("told", new { self = GetType() });

    public Task TellGroup() => Clients.Group("protoo:room:" + Room.Id).SendAsync("told", "group");

    public Task TellOthersInGroup() => Clients.OthersInGroup("protoo:room:" + Room.Id).SendAsync("told", "others");

    public Task JoinGroup() => Groups.AddToGroupAsync(Context.ConnectionId, "protoo:room:" + Room.Id);

    public async Task<Answer> Ask(string peerId)
    {
        return await (Room.FindPeer(peerId) ?? throw new ProtooException(404, "no such peer")).RequestAsync<Answer>("ask", new Question(Peer.Id));
    }

    public async Task<string[]> AskAll(string[] except)
    {
        var responses = await Room.SpreadAsync<Answer>("ask", new Question(Peer.Id), except: except);
        return [.. responses.Select(static response => $"{response.PeerId}: {response.Data?.Text ?? response.ErrorReason}")];
    }

    public object Peers() => Room.Peers.Select(static peer => new { peer.Id, peer.RoomId, peer.Transport, Data = peer.Data.ToString() });

    public Task SetMood(string mood) => Peer.SetDataAsync(new { mood });

    public string? Remember(string value)
    {
        var before = Peer.Items!.TryGetValue("value", out var old) ? (string?)old : null;
        Peer.Items["value"] = value;
        return before;
    }

    public Task Leave() => Peer.CloseAsync();

    [HubMethodName(ProtooMethodNames.CatchAll)]
    public object Anything(string method, RawJson data) => new { method, data };

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.Accept("r", request.HttpContext.Request.Query["peerId"].ToString(), new { transport = request.Transport.ToString() });
        return default;
    }

    protected override async Task OnPeerJoinedAsync()
    {
        if (Peer.Id == "asks-itself")
        {
            diary.Write((await Record.ExceptionAsync(() => Peer.RequestAsync("ask")))?.GetType().Name ?? "answered");
        }

        if (Peer.Id == "asks-other" && Room.FindPeer("a") is { } other)
        {
            diary.Write((await other.RequestAsync<Answer>("ask", new Question(Peer.Id))).Text);
        }

        await Room.NotifyAsync("newPeer", new { peerId = Peer.Id }, except: [Peer.Id]);
        diary.Write($"joined {Peer.Id}");
    }

    protected override Task OnPeerClosedAsync()
    {
        diary.Write($"closed {Peer.Id}");
        return Task.CompletedTask;
    }

    internal sealed record Question(string From);

    internal sealed record Answer(string Text);

    internal sealed class Diary
    {
        private readonly BlockingCollection<string> _lines = [];

        public void Write(string line) => _lines.Add(line);

        public string Read()
        {
            Assert.True(_lines.TryTake(out var line, TimeSpan.FromSeconds(30)), "Nothing was written.");
            return line;
        }
    }
}
