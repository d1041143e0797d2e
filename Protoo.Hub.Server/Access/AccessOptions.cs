namespace Protoo.Server.Access;

/// <summary>Which pages' scripts may connect.</summary>
internal sealed class AccessOptions
{
    /// <summary>
    /// The origins of pages that may connect: <c>https://app.example</c>, <c>https://*.example</c> for all subdomains, or <c>*</c>. Empty:
    /// the server's own origin, and any loopback origin for a server that is asked by a loopback name.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];
}
