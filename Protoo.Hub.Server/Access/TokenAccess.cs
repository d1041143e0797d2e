using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Access;

/// <summary>Adds authentication with tokens, if tokens are configured. ASP.NET Core's bearer handler reads and validates them.</summary>
internal static class TokenAccess
{
    /// <summary>The section in which ASP.NET Core has the settings of the bearer handler.</summary>
    public const string Scheme = "Authentication:Schemes:Bearer";

    public static void AddTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<TokenOptions>().Bind(configuration.GetSection("Protoo:Token"));
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsAnnotations>();
        services.AddSingleton<ClientIds>();
        if (AreAccepted(configuration))
        {
            services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
            services.AddAuthorization();
            services.ConfigureOptions<ConfigureBearer>();
            services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        }
    }

    /// <summary>Whether tokens are required or optional.</summary>
    public static bool AreAccepted(IConfiguration configuration)
    {
        return configuration.GetValue<bool>($"Protoo:Token:{nameof(TokenOptions.Required)}") || configuration.GetSection(Scheme).Exists();
    }

    /// <summary>Admits clients with a valid token and, if tokens are optional, clients without a token.</summary>
    public static TBuilder RequireToken<TBuilder>(this TBuilder builder, TokenOptions options)
        where TBuilder : IEndpointConventionBuilder
    {
        return builder.RequireAuthorization(policy => _ = options.Required ? policy.RequireAuthenticatedUser() : policy.RequireAssertion(HasNoBadToken));
    }

    // A client with a token expects to be the peer of that token. It must not become another peer because the token has expired.
    private static async Task<bool> HasNoBadToken(AuthorizationHandlerContext context)
    {
        return context.Resource is HttpContext http && (await http.AuthenticateAsync()).Failure is null;
    }
}
