using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Protoo.Server.Access;

/// <summary>Makes the bearer handler read tokens from queries too, keep the names of their claims, and log refusals.</summary>
internal sealed class ConfigureBearer(IOptions<TokenOptions> tokens, RefusalLog log) : IConfigureNamedOptions<JwtBearerOptions>
{
    private const string InQuery = "access_token";

    public void Configure(string? name, JwtBearerOptions options)
    {
        options.MapInboundClaims = false;

        // Reads TokenOptions late, when a token arrives: the validation of TokenOptions needs these options.
        options.TokenValidationParameters.NameClaimTypeRetriever = (_, _) => tokens.Value.PeerClaim;
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = ReadFromQuery,
            OnTokenValidated = KeepEmptyClaims,
            OnChallenge = ReportAndClose,
            OnForbidden = Close,
        };
    }

    public void Configure(JwtBearerOptions options) => Configure(null, options);

    // A browser cannot set headers for a WebSocket. The operator's API accepts tokens only in headers.
    private static Task ReadFromQuery(MessageReceivedContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null
            && context.Request.Headers.Authorization.Count == 0
            && context.Request.Query[InQuery] is { Count: > 0 } token)
        {
            // Two values are joined to a token that is not valid.
            context.Token = token.ToString();
        }

        return Task.CompletedTask;
    }

    // The handler creates no claim for an empty array. Without the claim added here, a token that allows no room would allow every room.
    private Task KeepEmptyClaims(TokenValidatedContext context)
    {
        if (context is { SecurityToken: JsonWebToken token, Principal.Identity: ClaimsIdentity identity })
        {
            foreach (var type in (string[])[tokens.Value.PeerClaim, tokens.Value.RoomClaim])
            {
                if (token.TryGetPayloadValue<object>(type, out _) && !identity.Claims.Any(claim => claim.Type == type))
                {
                    identity.AddClaim(new Claim(type, "[]", JsonClaimValueTypes.JsonArray));
                }
            }
        }

        return Task.CompletedTask;
    }

    private static Task Close(ForbiddenContext context)
    {
        RefusedHandshake.CloseConnection(context.HttpContext);
        return Task.CompletedTask;
    }

    private Task ReportAndClose(JwtBearerChallengeContext context)
    {
        var reason = context switch
        {
            { AuthenticateFailure: null } => "no token",
            { ErrorDescription: { Length: > 0 } description } => description,
            _ => "the token is not valid",
        };
        log.Report(context.HttpContext, StatusCodes.Status401Unauthorized, reason);
        RefusedHandshake.CloseConnection(context.HttpContext);
        return Task.CompletedTask;
    }
}
