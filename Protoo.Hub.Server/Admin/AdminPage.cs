using Microsoft.Extensions.FileProviders;

namespace Protoo.Server.Admin;

/// <summary>Serves the operator's page at <c>/admin</c>, if the server was built with it.</summary>
internal static class AdminPage
{
    private const string FileName = "admin.html";

    private const string HowToGetIt =
        "The operator's page is not built: install Node.js and build again. The operator's HTTP API is on, at /instances and /rooms.\n";

    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointConventionBuilder MapAdminPage(this WebApplication app)
    {
        var page = app.Environment.WebRootFileProvider.GetFileInfo(FileName);
        return app.MapMethods("/admin", s_methods, (HttpResponse response) => Show(page, response));
    }

    /// <summary>Hides the file, which is served at its own address only, and only if the API is on.</summary>
    public static void HideAdminPage(this WebApplication app) => app.Map($"/{FileName}", static () => TypedResults.NotFound());

    private static IResult Show(IFileInfo page, HttpResponse response)
    {
        if (!page.Exists)
        {
            return TypedResults.Text(HowToGetIt);
        }

        RoomPage.AddHeaders(response);
        return TypedResults.Stream(page.CreateReadStream(), "text/html", lastModified: page.LastModified);
    }
}
