namespace Protoo.Samples.Conference;

/// <summary>What the members of a conference ask for.</summary>
public sealed class ConferenceHub : ProtooHub<Media, Member>
{
    /// <summary>Tells the caller where to send its media, with which key, and what the others send.</summary>
    public object Join()
    {
        var producers = Room.Peers.SelectMany(static peer => peer.State!.Kinds, static (peer, kind) => new { PeerId = peer.Id, Kind = kind });
        return new { RoomState.Address, PeerState.Key, Producers = producers.ToArray() };
    }

    /// <summary>Asks all others to receive new media of the caller, and returns the ids of those who do.</summary>
    public async Task<string[]> Produce(string kind)
    {
        PeerState.Kinds.Add(kind);
        var answers = await Room.SpreadAsync("newConsumer", new { PeerId = Peer.Id, Kind = kind }, except: [Peer.Id]);
        return [.. answers.Where(static answer => answer.Ok).Select(static answer => answer.PeerId)];
    }

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.Accept(request.HttpContext.Request.Query["roomId"].ToString(), request.HttpContext.Request.Query["peerId"].ToString());
        return default;
    }
}
