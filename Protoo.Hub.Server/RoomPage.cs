using Microsoft.AspNetCore.StaticFiles;

namespace Protoo.Server;

/// <summary>Serves the page at <c>/</c>, if the server was built with it.</summary>
internal static class RoomPage
{
    // Everything comes from this server. The page has no inline code, and must not be framed.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string HowToGetIt =
        "Protoo.Hub room server: native protoo at /protoo, SignalR at /hub, both with ?roomId=…&peerId=…; for the room page here, install Node.js and build again\n";

    public static void MapRoomPage(this WebApplication app)
    {
        if (!app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
        {
            app.MapGet("/", static () => HowToGetIt);
            return;
        }

        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = AddHeaders });
    }

    /// <summary>Restricts what a page may do.</summary>
    public static void AddHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";

        // It is revalidated, and is mostly unchanged.
        headers.CacheControl = "no-cache";
    }

    private static void AddHeaders(StaticFileResponseContext response)
    {
        AddHeaders(response.Context.Response);
        var headers = response.Context.Response.Headers;
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)";

        if (response.Context.Request.Path.StartsWithSegments("/assets"))
        {
            // The name of an asset changes with its content.
            headers.CacheControl = "public, max-age=31536000, immutable";
        }
    }
}
