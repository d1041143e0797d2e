using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Protoo.Samples.CustomHub.Authentication;

/// <summary>
/// Creates and validates this app's tokens. In a real app, they come from an identity provider, and only its public key is known here.
/// </summary>
public sealed class Tokens(TimeProvider time)
{
    private const string Issuer = "custom-hub";
    private const int KeyBytes = 32;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    // A new key at every start: a token is valid for this process only.
    private readonly SymmetricSecurityKey _key = new(RandomNumberGenerator.GetBytes(KeyBytes));

    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        IssuerSigningKey = _key,
        NameClaimType = Claims.Name,
        RoleClaimType = Claims.Role,
    };

    public string Create(string room, string name, string role)
    {
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            Expires = time.GetUtcNow().UtcDateTime + s_lifetime,
            Claims = new Dictionary<string, object> { [Claims.Room] = room, [Claims.Name] = name, [Claims.Role] = role },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }
}
