namespace Protoo.Server.Access;

/// <summary>Configures which pages may connect.</summary>
internal sealed class AccessOptions
{
    /// <summary>
    /// The origins of pages that may connect: <c>https://app.example</c>, <c>https://*.example</c> for all subdomains, or <c>*</c>. If the
    /// list is empty, pages of the server's own origin may connect; on a loopback host name, so may pages of any loopback origin.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];
}
