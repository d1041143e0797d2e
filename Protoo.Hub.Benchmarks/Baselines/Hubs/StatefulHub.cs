namespace Protoo.Benchmarks.Baselines.Hubs;

/// <summary>The same as <see cref="StatelessHub"/>, with state of rooms and peers.</summary>
internal sealed class StatefulHub : ProtooHub<RoomState, PeerState>
{
    public RawJson Echo(RawJson data)
    {
        PeerState.Calls++;
        return data;
    }

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        var query = request.HttpContext.Request.Query;
        request.Accept(query["roomId"].ToString(), query["peerId"].ToString());
        return default;
    }
}
