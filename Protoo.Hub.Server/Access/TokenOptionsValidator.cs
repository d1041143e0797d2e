using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Protoo.Server.Access;

/// <summary>Checks that the settings suffice to validate tokens.</summary>
/// <param name="services">The app's services. The bearer handler's options cannot be injected: they depend on these options.</param>
internal sealed class TokenOptionsValidator(IServiceProvider services) : IValidateOptions<TokenOptions>
{
    private const int ShortestKey = 256;

    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        return FindFault() is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
    }

    private string? FindFault()
    {
        try
        {
            var options = services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);
            var validation = options.TokenValidationParameters;
            SecurityKey[] keys = [.. validation.IssuerSigningKeys ?? [], .. validation.IssuerSigningKey is { } key ? new[] { key } : []];
            if (options.ConfigurationManager is null && validation.IssuerSigningKeyResolver is null && keys.Length == 0)
            {
                return $"Tokens cannot be validated: set {TokenAccess.Scheme}:Authority, or {TokenAccess.Scheme}:ValidIssuer together with {TokenAccess.Scheme}:SigningKeys for that issuer.";
            }

            if (Array.Find(keys, static key => key is SymmetricSecurityKey { KeySize: < ShortestKey }) is { } weak)
            {
                return $"{TokenAccess.Scheme}:SigningKeys: a key of {weak.KeySize} bits is too short. Use a key of at least {ShortestKey} bits.";
            }

            return validation is { ValidateAudience: true, AudienceValidator: null, ValidAudience: null or "" } && validation.ValidAudiences?.Any() != true
                ? $"{TokenAccess.Scheme}:ValidAudience is missing: set it to the audience that this server's tokens are issued for."
                : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or ArgumentException)
        {
            // ASP.NET Core rejects a setting of its own, such as an authority without HTTPS.
            return $"{TokenAccess.Scheme}: {exception.Message}";
        }
    }
}
