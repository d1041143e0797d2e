namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>Who is in a room.</summary>
internal sealed class BareRoom
{
    private volatile BareConnection[] _peers = [];

    /// <summary>Replaced as a whole when somebody joins or leaves, so that senders need no lock.</summary>
    public BareConnection[] Peers
    {
        get => _peers;
        set => _peers = value;
    }
}
