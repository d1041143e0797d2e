using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Protoo.Server.Access;

/// <summary>Has the bearer handler take tokens from queries too, keep their claims as they are, and tell the operator whom it refused.</summary>
internal sealed class ConfigureBearer(IOptions<TokenOptions> tokens, RefusalLog log) : IConfigureNamedOptions<JwtBearerOptions>
{
    private const string InQuery = "access_token";

    public void Configure(string? name, JwtBearerOptions options)
    {
        options.MapInboundClaims = false;

        // Asked for only when a token is there: the options of tokens are validated by means of these options.
        options.TokenValidationParameters.NameClaimTypeRetriever = (_, _) => tokens.Value.PeerClaim;
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = TakeFromQuery,
            OnTokenValidated = KeepEmptyClaims,
            OnChallenge = ReportAndClose,
            OnForbidden = Close,
        };
    }

    public void Configure(JwtBearerOptions options) => Configure(null, options);

    // A browser cannot set headers for a WebSocket. Only clients have tokens in queries; the operator's tools send headers.
    private static Task TakeFromQuery(MessageReceivedContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null
            && context.Request.Headers.Authorization.Count == 0
            && context.Request.Query[InQuery] is { Count: > 0 } token)
        {
            // Two of them make one that is not valid.
            context.Token = token.ToString();
        }

        return Task.CompletedTask;
    }

    // An empty array leaves no claim. Without this, a token that is good for no room would be good for all.
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
