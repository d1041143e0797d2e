namespace Protoo.Server.Messages;

internal sealed class NotifyMessage : RoomMessage
{
    /// <summary>The only peers that get it; null for all others in the room.</summary>
    public string[]? To { get; init; }

    /// <summary>The peers that do not get it.</summary>
    public string[]? Excluded { get; init; }

    protected override void Validate(string method)
    {
        base.Validate(method);
        ThrowIfMalformed(To, method, "to");
        ThrowIfMalformed(Excluded, method, "excluded");
    }
}
