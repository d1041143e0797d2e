using System.Net;

namespace Protoo.Server.Access;

/// <summary>Recognizes the server's own origin by the host name and port in the request.</summary>
internal static class OwnOrigin
{
    private const string Localhost = "localhost";

    /// <param name="origin">The origin of the page.</param>
    /// <param name="request">The page's request.</param>
    /// <param name="isSchemeForwarded">Whether the request has the scheme that a proxy has forwarded.</param>
    public static bool Is(string origin, HttpRequest request, bool isSchemeForwarded)
    {
        // Plain HTTP may come from a proxy that terminates TLS, while the browser uses HTTPS.
        var isSchemeKnown = isSchemeForwarded || request.IsHttps;

        // If the request names no port, this assumes the default port of the origin's scheme.
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
