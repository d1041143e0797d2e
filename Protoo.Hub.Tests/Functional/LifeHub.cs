using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub whose methods and callbacks do what a test says.</summary>
internal sealed class LifeHub : ProtooHub
{
    private readonly Script _script;

    public LifeHub(Script script)
    {
        _script = script;
        script.OnMade();
    }

    [HubMethodName(ProtooMethodNames.CatchAll)]
    public async Task<object?> Any(string method, RawJson data)
    {
        _script.Note(method);
        return await _script.Methods[method](new Call(Room, Peer, Clients, data));
    }

    /// <summary>For clients without a catch-all.</summary>
    public Task<object?> Leave(RawJson data) => Any("leave", data);

    /// <summary>An endless stream.</summary>
    public async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return 1;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public override async Task OnConnectedAsync()
    {
        await _script.BeforeJoining(Clients);
        await base.OnConnectedAsync();
        await _script.AfterJoining();
    }

    protected override async ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        _script.Note("asked");
        await _script.Decides(request);
        request.Accept("r", request.HttpContext.Request.Query["peerId"].ToString());
    }

    protected override async Task OnPeerJoinedAsync()
    {
        _script.Note($"joining {Peer.Id}");
        await _script.Joined(new Call(Room, Peer, Clients, default));
        _script.Note($"joined {Peer.Id}");
    }

    protected override async Task OnPeerClosedAsync()
    {
        _script.Note($"closing {Peer.Id}");
        await _script.Closed(new Call(Room, Peer, Clients, default));
        _script.Note($"closed {Peer.Id}");
    }

    /// <summary>What a method or callback of the hub can use.</summary>
    internal sealed record Call(Room Room, Peer Peer, IHubCallerClients Clients, RawJson Data);

    internal sealed class Script
    {
        private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

        public ConcurrentDictionary<string, Func<Call, Task<object?>>> Methods { get; } = new();

        public Action OnMade { get; set; } = static () => { };

        public Func<ConnectionRequest, Task> Decides { get; set; } = static _ => Task.CompletedTask;

        public Func<IHubCallerClients, Task> BeforeJoining { get; set; } = static _ => Task.CompletedTask;

        public Func<Task> AfterJoining { get; set; } = static () => Task.CompletedTask;

        public Func<Call, Task> Joined { get; set; } = static _ => Task.CompletedTask;

        public Func<Call, Task> Closed { get; set; } = static _ => Task.CompletedTask;

        public void Note(string what) => _seen.Writer.TryWrite(what);

        /// <summary>Returns the next event.</summary>
        public Task<string> NextAsync() => _seen.Reader.ReadAsync().AsTask().DefaultTimeout();

        /// <summary>Waits for an event, and skips those before it.</summary>
        public async Task UntilAsync(string what)
        {
            while (await NextAsync() != what)
            {
                // Another event.
            }
        }
    }
}
