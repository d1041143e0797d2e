namespace Protoo.Server.Admin;

/// <summary>Configures the operator's HTTP API.</summary>
internal sealed class AdminOptions
{
    /// <summary>The key that callers send as <c>X-Api-Key</c>. Without a key, the API is off.</summary>
    public string? ApiKey { get; set; }
}
