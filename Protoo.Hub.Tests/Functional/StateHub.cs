using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Protoo.Tests.Functional;

/// <summary>A hub whose rooms and peers have state that tells a test what happens to it.</summary>
internal sealed class StateHub(StateHub.Script script) : ProtooHub<StateHub.Conference, StateHub.Participant>
{
    /// <summary>Adds to the state of the caller and of the room.</summary>
    public int[] Count() => [++PeerState.Calls, Interlocked.Increment(ref RoomState.Calls)];

    /// <summary>Reads the states of all peers of the room.</summary>
    public string?[] Others() => [.. Room.Peers.Select(static peer => peer.State?.Name)];

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        var query = request.HttpContext.Request.Query;
        request.Accept(query["roomId"] is [{ } roomId] ? roomId : "r", query["peerId"].ToString(), new { Seat = query["peerId"].ToString() });
        return default;
    }

    protected override Task OnPeerJoinedAsync()
    {
        script.Note($"joined {PeerState.Name} {RoomState.Number}");
        Assert.Same(PeerState, Peer.State);
        Assert.Same(RoomState, Room.State);
        return PeerState.Name != "fails" ? Task.CompletedTask : throw new InvalidOperationException("fails");
    }

    protected override async Task OnPeerClosedAsync()
    {
        await script.Closing.Task;
        script.Note($"closed {PeerState.Name} {RoomState.Number}");
    }

    /// <summary>The state of a room.</summary>
    internal sealed class Conference : IRoomLifetime, IAsyncDisposable
    {
        public int Calls;
        private readonly Script _script;
        private readonly Room _room;

        public Conference(Script script, Room room)
        {
            _script = script;
            _room = room;
            Number = script.Add(this);
            script.Note($"made {room.Id} {Number}");
        }

        public int Number { get; }

        public async Task OpenAsync()
        {
            await _script.Opening(_room);
            _script.Note($"open {Number}");
        }

        public Task CloseAsync()
        {
            _script.Note($"close {Number}");
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _script.Remove(this);
            _script.Note($"disposed {Number}");
            return default;
        }
    }

    /// <summary>The state of a peer.</summary>
    internal sealed class Participant : IDisposable
    {
        private readonly Script _script;

        public Participant(ConnectionRequest request, Conference conference, Script script)
        {
            _script = script;
            Name = request.PeerId!;
            Assert.Equal($$"""{"seat":"{{Name}}"}""", request.Data.ToString());
            _ = script.Add(this);
            script.Note($"made {Name} in {conference.Number}");
            if (Name == "unmakeable")
            {
                throw new ProtooException(418, "unmakeable");
            }
        }

        public int Calls { get; set; }

        public string Name { get; }

        public void Dispose()
        {
            _script.Remove(this);
            _script.Note($"disposed {Name}");
        }
    }

    /// <summary>What a test knows and decides.</summary>
    internal sealed class Script
    {
        private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
        private readonly ConcurrentDictionary<object, bool> _alive = new();
        private int _count;

        /// <summary>The states that were made, and not disposed of.</summary>
        public IEnumerable<object> Alive => _alive.Keys;

        public int MadeConferences => Volatile.Read(ref _count);

        public Func<Room, Task> Opening { get; set; } = static _ => Task.CompletedTask;

        public TaskCompletionSource Closing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Note(string what) => _seen.Writer.TryWrite(what);

        public int Add(object state)
        {
            Assert.True(_alive.TryAdd(state, true));
            return state is Conference ? Interlocked.Increment(ref _count) : 0;
        }

        public void Remove(object state) => Assert.True(_alive.TryRemove(state, out _), "It was disposed of twice.");

        /// <summary>Waits for these events, in this order, and none other.</summary>
        public async Task ExpectAsync(params string[] expected)
        {
            foreach (var what in expected)
            {
                Assert.Equal(what, await _seen.Reader.ReadAsync().AsTask().DefaultTimeout());
            }
        }

        public async Task WaitUntilNothingIsAliveAsync()
        {
            var waiting = System.Diagnostics.Stopwatch.StartNew();
            while (!_alive.IsEmpty)
            {
                Assert.True(waiting.Elapsed < TimeSpan.FromSeconds(30), $"{_alive.Count} states were not disposed of.");
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }
        }
    }
}
