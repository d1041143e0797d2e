namespace Protoo.Benchmarks.Baselines.Hubs;

/// <summary>A hub without state.</summary>
internal sealed class StatelessHub : ProtooHub
{
    public RawJson Echo(RawJson data) => data;

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        var query = request.HttpContext.Request.Query;
        request.Accept(query["roomId"].ToString(), query["peerId"].ToString());
        return default;
    }
}
