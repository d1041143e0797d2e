namespace Protoo.Server.Messages;

internal sealed class SpreadMessage : TimedMessage
{
    /// <summary>The peers that are not asked.</summary>
    public string[]? Excluded { get; init; }

    protected override void Validate(string method)
    {
        base.Validate(method);
        ThrowIfMalformed(Excluded, method, "excluded");
    }
}
