using Microsoft.AspNetCore.StaticFiles;

namespace Protoo.Server;

/// <summary>The page at <c>/</c>, if the server was built with it.</summary>
internal static class RoomPage
{
    // All comes from here; the page has no inline code, and nobody may put it in a frame.
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

    private static void AddHeaders(StaticFileResponseContext response)
    {
        var headers = response.Context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)";

        // The name of an asset changes with what is in it; anything else is asked for again, and mostly found unchanged.
        headers.CacheControl = response.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
