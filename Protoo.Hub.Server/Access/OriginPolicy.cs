using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Access;

/// <summary>The allowed origins as a CORS policy. It applies to the hubs only: no page of another origin needs the other endpoints.</summary>
internal sealed class OriginPolicy : ICorsPolicyProvider
{
    /// <summary>The name of the policy.</summary>
    public const string Name = "AllowedOrigins";

    /// <summary>The setting that allows all origins.</summary>
    public const string Any = "*";

    private static readonly Task<CorsPolicy?> s_none = Task.FromResult<CorsPolicy?>(null);

    private readonly CorsPolicy? _listed;
    private readonly string _originalProtoHeader;

    public OriginPolicy(IOptions<AccessOptions> options, IOptions<ForwardedHeadersOptions> forwardedHeaders)
    {
        _originalProtoHeader = forwardedHeaders.Value.OriginalProtoHeaderName;
        var origins = options.Value.AllowedOrigins;
        if (origins.Contains(Any))
        {
            _listed = Build(static policy => policy.SetIsOriginAllowed(static _ => true));
        }
        else if (origins.Length > 0)
        {
            _listed = Build(policy => policy.WithOrigins(origins).SetIsOriginAllowedToAllowWildcardSubdomains());
        }
    }

    /// <summary>Whether a request has no origin, or an allowed one.</summary>
    public bool Allows(HttpContext context)
    {
        var origin = context.Request.Headers.Origin;
        return origin.Count == 0 || Find(context).IsOriginAllowed(origin.ToString());
    }

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        return policyName == Name ? Task.FromResult<CorsPolicy?>(Find(context)) : s_none;
    }

    // The server's own origin depends on the host name in the request.
    private CorsPolicy Find(HttpContext context)
    {
        return _listed ?? Build(policy => policy.SetIsOriginAllowed(
            origin => OwnOrigin.Is(origin, context.Request, isSchemeForwarded: context.Request.Headers.ContainsKey(_originalProtoHeader))));
    }

    // This is what @microsoft/signalr needs: it sends cookies and custom headers.
    private static CorsPolicy Build(Action<CorsPolicyBuilder> setOrigins)
    {
        var builder = new CorsPolicyBuilder()
            .AllowCredentials()
            .AllowAnyHeader()
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete);
        setOrigins(builder);
        return builder.Build();
    }
}
