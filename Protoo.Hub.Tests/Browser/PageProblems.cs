using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Protoo.Tests.Browser;

/// <summary>What goes wrong in a page: console errors and warnings, exceptions, requests to another site.</summary>
internal sealed class PageProblems
{
    private readonly ConcurrentQueue<string> _problems = new();

    /// <param name="page">The page.</param>
    /// <param name="server">The only server that it may ask.</param>
    public PageProblems(IPage page, Uri server)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _problems.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _problems.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is var url && url.Authority != server.Authority && url.Scheme is not ("blob" or "data" or "chrome"))
            {
                _problems.Enqueue($"A request to elsewhere: {url}");
            }
        };
    }

    public IEnumerable<string> Seen => _problems;
}
