using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Server.Access;

/// <summary>
/// Refuses requests from pages of origins that are not allowed. CORS would not refuse them: it only prevents a page from reading
/// responses, and does not apply to WebSockets.
/// </summary>
internal sealed class OriginCheck(OriginPolicy policy, RefusalLog log)
{
    private const string Reason = "Origin Not Allowed";

    /// <summary>Handles a request. It returns the endpoint's own task: a state machine would stay in memory for each connection.</summary>
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
