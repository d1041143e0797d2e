using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Transports;

/// <summary>The answer to a WebSocket handshake that is not accepted.</summary>
/// <param name="Code">The code: an HTTP status, or, of an app that has codes of its own, anything.</param>
/// <param name="Reason">The reason phrase; null for the usual one.</param>
internal sealed record HttpRefusal(int Code, string? Reason)
{
    public void Send(HttpContext context)
    {
        context.Response.StatusCode = Code is >= 400 and <= 599 ? Code : StatusCodes.Status500InternalServerError;
        if (Reason is not null && context.Features.Get<IHttpResponseFeature>() is { } response)
        {
            // A header line: nothing but visible ASCII and blanks may stand in it.
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
