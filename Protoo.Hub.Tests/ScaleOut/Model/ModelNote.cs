namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A notification that a peer sent.</summary>
/// <param name="Step">The step.</param>
/// <param name="Sender">The sender.</param>
/// <param name="Receivers">Clients that must get it, if they and the sender stay.</param>
internal sealed record ModelNote(ModelStep Step, ModelClient Sender, IReadOnlyList<ModelClient> Receivers)
{
    public bool IsFor(string peerId)
    {
        return peerId != Step.Peer && Step.To?.Contains(peerId) != false && !Step.Excluded.Contains(peerId);
    }
}
