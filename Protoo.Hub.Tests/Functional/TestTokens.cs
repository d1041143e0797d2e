using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Protoo.Tests.Functional;

/// <summary>Creates valid and invalid tokens for a server with <see cref="Settings"/>.</summary>
internal static class TestTokens
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "room-server";

    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);
    private static readonly JsonWebTokenHandler s_handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The key as settings contain it.</summary>
    public static string Key { get; } = Convert.ToBase64String(s_key);

    public static string[] Settings { get; } =
    [
        $"Authentication:Schemes:Bearer:ValidIssuer={Issuer}",
        $"Authentication:Schemes:Bearer:ValidAudiences:0={Audience}",
        $"Authentication:Schemes:Bearer:SigningKeys:0:Issuer={Issuer}",
        $"Authentication:Schemes:Bearer:SigningKeys:0:Value={Key}",
    ];

    /// <summary>Creates a token that is valid for an hour.</summary>
    /// <param name="claims">The claims as JSON: <c>"sub":"ann"</c>. They replace default claims of the same name; null removes one.</param>
    /// <param name="lifetime">The time until it expires.</param>
    public static string Create(string claims, TimeSpan? lifetime = null) => s_handler.CreateToken(Payload(claims, lifetime), Sign(s_key));

    /// <summary>Creates a token that is signed with another key.</summary>
    public static string CreateWithAnotherKey(string claims) => s_handler.CreateToken(Payload(claims), Sign(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Creates a token that is not signed: <c>alg: none</c>.</summary>
    public static string CreateUnsigned(string claims) => s_handler.CreateToken(Payload(claims));

    /// <summary>Gets the current time plus a duration, in seconds since 1970.</summary>
    public static long In(TimeSpan time) => TimeProvider.System.GetUtcNow().Add(time).ToUnixTimeSeconds();

    private static SigningCredentials Sign(byte[] key) => new(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256);

    private static string Payload(string claims, TimeSpan? lifetime = null)
    {
        var payload = new Dictionary<string, object?>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["nbf"] = In(-TimeSpan.FromDays(1)),
            ["exp"] = In(lifetime ?? TimeSpan.FromHours(1)),
        };
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>($"{{{claims}}}")!)
        {
            if (!payload.ContainsKey(name) || value.ValueKind != JsonValueKind.Null)
            {
                payload[name] = value;
            }
            else
            {
                payload.Remove(name);
            }
        }

        return JsonSerializer.Serialize(payload);
    }
}
