namespace Protoo.Server.Messages;

internal sealed class RequestMessage : TimedMessage
{
    /// <summary>The peer that receives the request.</summary>
    public string PeerId { get; init; } = string.Empty;

    protected override void Validate(string method)
    {
        base.Validate(method);
        if (string.IsNullOrEmpty(PeerId))
        {
            throw Malformed(method, "peerId");
        }
    }
}
