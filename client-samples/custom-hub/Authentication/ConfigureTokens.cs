using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Protoo.Samples.CustomHub.Authentication;

/// <summary>Makes bearer authentication accept this app's tokens.</summary>
internal sealed class ConfigureTokens(Tokens tokens) : IConfigureNamedOptions<JwtBearerOptions>
{
    public void Configure(string? name, JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = tokens.Validation;
        options.Events = new JwtBearerEvents { OnMessageReceived = ReadFromQuery };
    }

    public void Configure(JwtBearerOptions options) => Configure(null, options);

    // A browser cannot set headers on a WebSocket.
    private static Task ReadFromQuery(MessageReceivedContext context)
    {
        if (context.Request.Path.StartsWithSegments("/hub") || context.Request.Path.StartsWithSegments("/protoo"))
        {
            context.Token = context.Request.Query["access_token"];
        }

        return Task.CompletedTask;
    }
}
