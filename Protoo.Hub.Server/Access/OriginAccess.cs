using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Access;

/// <summary>Adds the check of origins: a CORS policy for allowed pages, and a check that refuses all others.</summary>
internal static class OriginAccess
{
    public static void AddOrigins(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<AccessOptions>().Bind(configuration.GetSection("Protoo"));
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<OriginPolicy>();
        services.AddSingleton<ICorsPolicyProvider>(static provider => provider.GetRequiredService<OriginPolicy>());
        services.AddSingleton<OriginCheck>();
        services.AddSingleton<RefusalLog>();
        services.AddCors();
    }

    /// <summary>Refuses requests from pages of other origins with 403, before the endpoint handles them.</summary>
    public static void RequireAllowedOrigin(this IEndpointConventionBuilder builder, IServiceProvider services)
    {
        var check = services.GetRequiredService<OriginCheck>();
        builder.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } next)
            {
                endpoint.RequestDelegate = context => check.InvokeAsync(context, next);
            }
        });
    }
}
