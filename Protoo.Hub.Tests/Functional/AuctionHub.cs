using System.Collections.Concurrent;

namespace Protoo.Tests.Functional;

/// <summary>
/// An auction in each room, as one writes it for a server of one thread: it checks, asks, waits and changes what it has checked, with no lock.
/// </summary>
internal sealed class AuctionHub(AuctionHub.Script script) : ProtooHub<AuctionHub.Auction, AuctionHub.Bidder>
{
    /// <summary>Bids, if nobody has bid as much.</summary>
    /// <returns>Whether the bid was taken.</returns>
    public bool Bid(int amount)
    {
        script.Enter(Room.Id);
        var highest = RoomState.Highest;
        script.BetweenReadAndWrite();
        if (amount <= highest)
        {
            return false;
        }

        RoomState.Highest = amount;
        RoomState.Bids.Add((Peer.Id, amount));
        PeerState.Bids++;
        return true;
    }

    /// <summary>Asks all others whether they agree, and counts those who do.</summary>
    public async Task<int> Close()
    {
        var before = RoomState.Questions++;
        foreach (var other in Room.Peers.Where(peer => peer.Id != Peer.Id))
        {
            if (await other.RequestAsync<bool>("agreed"))
            {
                RoomState.Agreed++;
            }
        }

        return before;
    }

    /// <summary>Returns the number of bids, the bids of the caller, and the number of those who have agreed.</summary>
    public int[] Count() => [RoomState.Bids.Count, PeerState.Bids, RoomState.Agreed];

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        var query = request.HttpContext.Request.Query;
        request.Accept(query["roomId"].ToString(), query["peerId"].ToString());
        return default;
    }

    protected override Task OnPeerJoinedAsync()
    {
        script.Check();
        RoomState.Joined.Add(Peer.Id);
        return Task.CompletedTask;
    }

    protected override async Task OnPeerClosedAsync()
    {
        script.Check();
        await Task.Yield();
        script.Check();
        RoomState.Joined.Remove(Peer.Id);
    }

    /// <summary>The state of a room.</summary>
    internal sealed class Auction(Room room, Script script) : IRoomLifetime, IDisposable
    {
        public int Highest { get; set; }

        public int Questions { get; set; }

        public int Agreed { get; set; }

        public List<(string PeerId, int Amount)> Bids { get; } = [];

        public List<string> Joined { get; } = [];

        public async Task OpenAsync()
        {
            script.Check();
            await Task.Yield();
            script.Check();
        }

        public Task CloseAsync()
        {
            script.Check();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            script.Check();
            script.Ended[room.Id] = Joined.Count;
        }
    }

    /// <summary>The state of a peer.</summary>
    internal sealed class Bidder : IDisposable
    {
        private readonly Script _script;

        public Bidder(Script script)
        {
            _script = script;
            script.Check();
        }

        public int Bids { get; set; }

        public void Dispose() => _script.Check();
    }

    /// <summary>What a test sees and decides.</summary>
    internal sealed class Script(bool isOneAtATime)
    {
        /// <summary>Called by each bid with the id of its room.</summary>
        public Action<string> Enter { get; set; } = static _ => { };

        /// <summary>Called by each bid after it has read the highest one, and before it has written a higher one.</summary>
        public Action BetweenReadAndWrite { get; set; } = static () => { };

        /// <summary>For each room that has ended, the number of peers that were still in it.</summary>
        public ConcurrentDictionary<string, int> Ended { get; } = new();

        /// <summary>Asserts that the caller has a turn of the room, if there are turns.</summary>
        public void Check() => Assert.Equal(isOneAtATime ? "RoomTurn" : null, SynchronizationContext.Current?.GetType().Name);
    }
}
