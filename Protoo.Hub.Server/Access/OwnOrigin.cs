using System.Net;

namespace Protoo.Server.Access;

/// <summary>Tells the server's own origin from others, by the name and port that a request asks for.</summary>
internal static class OwnOrigin
{
    private const string Localhost = "localhost";

    /// <param name="origin">The origin of the page that asks.</param>
    /// <param name="request">Its request.</param>
    /// <param name="isSchemeKnown">Whether the request has the scheme that the browser used. Behind a proxy that ends TLS it may not.</param>
    public static bool Is(string origin, HttpRequest request, bool isSchemeKnown)
    {
        // With the origin's scheme, a host without a port has the default port of that scheme.
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page)
            || (page.Scheme != Uri.UriSchemeHttp && page.Scheme != Uri.UriSchemeHttps)
            || !Uri.TryCreate($"{page.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out var server))
        {
            return false;
        }

        return (IsLoopback(server) && IsLoopback(page))
            || (server.IdnHost == page.IdnHost
                && server.Port == page.Port
                && (!isSchemeKnown || string.Equals(request.Scheme, page.Scheme, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsLoopback(Uri uri)
    {
        return uri.IdnHost == Localhost
            || uri.IdnHost.EndsWith($".{Localhost}", StringComparison.Ordinal)
            || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));
    }
}
