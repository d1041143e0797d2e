using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Access;

/// <summary>Tokens, where the settings have anything about them. ASP.NET Core's bearer handler reads and validates them.</summary>
internal static class TokenAccess
{
    /// <summary>Where ASP.NET Core has the settings of the bearer handler.</summary>
    public const string Scheme = "Authentication:Schemes:Bearer";

    public static void AddTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<TokenOptions>().Bind(configuration.GetSection("Protoo:Token")).ValidateDataAnnotations();
        services.AddSingleton<ClientIds>();
        if (AreTaken(configuration))
        {
            services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
            services.AddAuthorization();
            services.ConfigureOptions<ConfigureBearer>();
            services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        }
    }

    /// <summary>Whether clients need tokens, or may have some.</summary>
    public static bool AreTaken(IConfiguration configuration)
    {
        return configuration.GetValue<bool>($"Protoo:Token:{nameof(TokenOptions.Required)}") || configuration.GetSection(Scheme).Exists();
    }

    /// <summary>Lets in who has a good token and, where none is required, who has none.</summary>
    public static TBuilder RequireToken<TBuilder>(this TBuilder builder, TokenOptions options)
        where TBuilder : IEndpointConventionBuilder
    {
        return builder.RequireAuthorization(policy => _ = options.Required ? policy.RequireAuthenticatedUser() : policy.RequireAssertion(HasNoBadToken));
    }

    // Who has a token expects to be the peer of that token, and must not become another one because it has expired.
    private static async Task<bool> HasNoBadToken(AuthorizationHandlerContext context)
    {
        return context.Resource is HttpContext http && (await http.AuthenticateAsync()).Failure is null;
    }
}
