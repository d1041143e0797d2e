using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Server.Access;

/// <summary>A WebSocket handshake that the server answers with an error.</summary>
internal static class RefusedHandshake
{
    /// <summary>Makes the server close the connection after the response, if the request is a WebSocket handshake over HTTP/1.1.</summary>
    public static void CloseConnection(HttpContext context)
    {
        // The WebSocket of Node.js clients never reads such a response to its end, so the connection would stay open until it times out.
        // HTTP/2 knows neither upgrades nor this header.
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            context.Response.Headers.Connection = "close";
        }
    }
}
