namespace Protoo.Server.Messages;

/// <summary>A message that asks for an answer.</summary>
internal abstract class TimedMessage : ForwardedMessage
{
    private const int LongestTimeout = 300_000;

    /// <summary>How long a peer may take to answer, in milliseconds from 1 to 300,000; null for the server's default.</summary>
    public int? Timeout { get; init; }

    public TimeSpan? GetTimeout() => Timeout is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null;

    protected override void Validate(string method)
    {
        base.Validate(method);
        if (Timeout is < 1 or > LongestTimeout)
        {
            throw Malformed(method, "timeout");
        }
    }
}
