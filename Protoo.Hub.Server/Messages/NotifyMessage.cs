namespace Protoo.Server.Messages;

internal sealed class NotifyMessage : ForwardedMessage
{
    /// <summary>The only peers that receive the notification; null for all others in the room.</summary>
    public string[]? To { get; init; }

    /// <summary>The peers that do not receive the notification.</summary>
    public string[]? Excluded { get; init; }

    protected override void Validate(string method)
    {
        base.Validate(method);
        ThrowIfMalformed(To, method, "to");
        ThrowIfMalformed(Excluded, method, "excluded");
    }
}
