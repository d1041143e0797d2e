using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Server.Access;

/// <summary>
/// Refuses clients from pages of origins that are not allowed. CORS does not: it only keeps a page from reading answers, and a WebSocket
/// is none of its matters.
/// </summary>
internal sealed class OriginCheck(OriginPolicy policy, RefusalLog log)
{
    private const string Reason = "Origin Not Allowed";

    /// <summary>Handles a request. The task is that of the endpoint: another state machine would stay in memory with each connection.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next) => policy.Allows(context) ? next(context) : Refuse(context);

    private Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        RefusedHandshake.CloseConnection(context);
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = Reason;
        log.Report(context, StatusCodes.Status403Forbidden, $"origin {context.Request.Headers.Origin} is not allowed");
        return Task.CompletedTask;
    }
}
