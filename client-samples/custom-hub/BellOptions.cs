namespace Protoo.Samples.CustomHub;

public sealed class BellOptions
{
    /// <summary>How often the bell rings; every minute by default.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}
