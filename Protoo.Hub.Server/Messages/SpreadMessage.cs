namespace Protoo.Server.Messages;

internal sealed class SpreadMessage : TimedMessage
{
    /// <summary>The peers that do not receive the request.</summary>
    public string[]? Excluded { get; init; }

    protected override void Validate(string method)
    {
        base.Validate(method);
        ThrowIfMalformed(Excluded, method, "excluded");
    }
}
