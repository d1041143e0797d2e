using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Transports;

/// <summary>The response to a WebSocket handshake that is not accepted.</summary>
/// <param name="Code">The code: an HTTP status, or any number if the app has its own codes.</param>
/// <param name="Reason">The reason phrase; null for the default.</param>
internal sealed record HttpRefusal(int Code, string? Reason)
{
    public void Send(HttpContext context)
    {
        context.Response.StatusCode = Code is >= 400 and <= 599 ? Code : StatusCodes.Status500InternalServerError;
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            // The WebSocket of Node.js clients never reads such a response to its end, so the connection would stay open until it times out.
            context.Response.Headers.Connection = "close";
        }

        if (Reason is not null && context.Features.Get<IHttpResponseFeature>() is { } response)
        {
            // This is a header line, which may contain only visible ASCII and spaces.
            response.ReasonPhrase = string.Create(Reason.Length, Reason, static (phrase, reason) =>
            {
                for (var i = 0; i < phrase.Length; i++)
                {
                    phrase[i] = reason[i] is >= ' ' and <= '~' ? reason[i] : '?';
                }
            });
        }
    }
}
