using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Protoo.Tests.Interop;

/// <summary>What a <see cref="ScriptedHub"/> does, and what it has seen.</summary>
internal sealed class HubScript
{
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connectionRequests;

    /// <summary>The app's handlers of requests and notifications.</summary>
    public ConcurrentDictionary<string, Func<RawJson, object?>> Handlers { get; } = new();

    /// <summary>Decides on connections; by default, they are accepted.</summary>
    public Action<ConnectionRequest>? OnConnectionRequest { get; set; }

    /// <summary>What the app does when a peer has left.</summary>
    public Func<string, Task> OnPeerClosed { get; set; } = static _ => Task.CompletedTask;

    public int ConnectionRequests => _connectionRequests;

    public void CountConnectionRequest() => Interlocked.Increment(ref _connectionRequests);

    /// <summary>Records an event: "joined A", "closed A", "hello {...}".</summary>
    public void Note(string what) => _seen.Writer.TryWrite(what);

    /// <summary>Records "held", and waits until <see cref="Release"/>.</summary>
    public Task HoldAsync()
    {
        Note("held");
        return _released.Task.DefaultTimeout();
    }

    public void Release() => _released.SetResult();

    /// <summary>Returns the next event.</summary>
    public Task<string> NextAsync() => _seen.Reader.ReadAsync().AsTask().DefaultTimeout();
}
