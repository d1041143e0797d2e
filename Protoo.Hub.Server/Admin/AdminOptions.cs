namespace Protoo.Server.Admin;

/// <summary>The operator's HTTP API.</summary>
internal sealed class AdminOptions
{
    /// <summary>The key that callers send as <c>X-Api-Key</c>; without one the API is off.</summary>
    public string? ApiKey { get; set; }
}
