namespace Protoo.Benchmarks.Baselines.Hubs;

/// <summary>The state of a peer.</summary>
internal sealed class PeerState(ConnectionRequest request)
{
    public string? PeerId { get; } = request.PeerId;

    public int Calls { get; set; }
}
