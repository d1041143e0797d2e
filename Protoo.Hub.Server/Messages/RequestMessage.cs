namespace Protoo.Server.Messages;

internal sealed class RequestMessage : TimedMessage
{
    /// <summary>The peer that is asked.</summary>
    public string PeerId { get; init; } = string.Empty;

    public override void OnDeserialized()
    {
        base.OnDeserialized();
        if (string.IsNullOrEmpty(PeerId))
        {
            throw Malformed("peerId");
        }
    }
}
