using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Protoo.Server.Access;

namespace Protoo.Server.Commands;

/// <summary>Creates a token for trying out the server. It is signed with the key that the server validates tokens with.</summary>
internal static class TokenCommand
{
    public const string Name = "token";

    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    /// <summary>Writes a token.</summary>
    /// <returns>The exit code: 0 if a token was written.</returns>
    /// <exception cref="OptionsValidationException">A setting is not valid.</exception>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        // Not read from the settings: the environment may contain variables with these names.
        var wishes = new ConfigurationBuilder().AddCommandLine(args).Build();
        if (wishes["room"] is not { } room || wishes["peer"] is not { } peer || !RoomIds.IsValid(room) || !RoomIds.IsValid(peer))
        {
            await errors.WriteLineAsync($"Usage: token --room R --peer P. R and P are ids: {RoomIds.Rule}.");
            return 1;
        }

        await using var app = RoomServer.BuildWithoutEndpoints(args);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        if (FindValidation(app) is not { } validation || validation.IssuerSigningKeys?.OfType<SymmetricSecurityKey>().FirstOrDefault() is not { } key)
        {
            await errors.WriteLineAsync($"There is no key to sign a token with. Set {TokenAccess.Scheme}:ValidIssuer, set {TokenAccess.Scheme}:SigningKeys:0:Issuer to the same value, and set {TokenAccess.Scheme}:SigningKeys:0:Value to 32 random bytes in base64.");
            return 1;
        }

        await output.WriteLineAsync(Create(app.Services, validation, key, room, peer));
        return 0;
    }

    private static TokenValidationParameters? FindValidation(WebApplication app)
    {
        return TokenAccess.AreAccepted(app.Configuration)
            ? app.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme).TokenValidationParameters
            : null;
    }

    private static string Create(IServiceProvider services, TokenValidationParameters validation, SecurityKey key, string room, string peer)
    {
        var options = services.GetRequiredService<IOptions<TokenOptions>>().Value;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = validation.ValidIssuer ?? validation.ValidIssuers?.FirstOrDefault(),
            Audience = validation.ValidAudience ?? validation.ValidAudiences?.FirstOrDefault(),
            IssuedAt = now,
            NotBefore = now,
            Expires = now + s_lifetime,
            Claims = new Dictionary<string, object> { [options.PeerClaim] = peer, [options.RoomClaim] = room },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
    }
}
