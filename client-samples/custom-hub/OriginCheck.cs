using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Protoo.Samples.CustomHub;

/// <summary>Refuses the pages of origins that the CORS policy does not allow. CORS itself refuses nobody, and does not apply to WebSockets.</summary>
internal sealed class OriginCheck(RequestDelegate next, ICorsPolicyProvider policies)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var policy = await policies.GetPolicyAsync(context, policyName: null);
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && policy?.IsOriginAllowed(origin) != true)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await next(context);
    }
}
