using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Protoo.Benchmarks.Clients;

/// <summary>Native protoo, by clients that have a token each.</summary>
internal sealed class TokenDialect : ProtooDialect
{
    private const string Scheme = "--Authentication:Schemes:Bearer";
    private const string Issuer = "benchmarks";
    private const string Audience = "rooms";

    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);
    private static readonly SigningCredentials s_credentials = new(new SymmetricSecurityKey(s_key), SecurityAlgorithms.HmacSha256);
    private static readonly JsonWebTokenHandler s_handler = new();

    /// <summary>The settings of a server that requires these tokens.</summary>
    public static IReadOnlyList<string> ServerSettings { get; } =
    [
        "--Protoo:Token:Required=true",
        $"{Scheme}:ValidIssuer={Issuer}",
        $"{Scheme}:ValidAudience={Audience}",
        $"{Scheme}:SigningKeys:0:Issuer={Issuer}",
        $"{Scheme}:SigningKeys:0:Value={Convert.ToBase64String(s_key)}",
    ];

    public override string GetCredentials(string peerId)
    {
        var token = s_handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = peerId },
            SigningCredentials = s_credentials,
        });
        return $"&access_token={token}";
    }
}
