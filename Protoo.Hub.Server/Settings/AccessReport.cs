using Microsoft.Extensions.Options;
using Protoo.Server.Access;
using Protoo.Server.Admin;

namespace Protoo.Server.Settings;

/// <summary>Explains in sentences who may connect with the current settings.</summary>
internal static class AccessReport
{
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static IEnumerable<string> Describe(WebApplication app)
    {
        var tokens = TokenAccess.AreAccepted(app.Configuration) ? app.Services.GetRequiredService<IOptions<TokenOptions>>().Value : null;
        yield return DescribeOrigins(app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.AllowedOrigins);
        yield return DescribeTokens(tokens);
        yield return DescribeHosts(app.Configuration["AllowedHosts"]);
        yield return DescribeAdmin(app.Services.GetRequiredService<IOptions<AdminOptions>>().Value);

        // Asks the logger instead of the settings: a level may apply to one output only.
        if (tokens is not null && app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(RequestLog).IsEnabled(LogLevel.Information))
        {
            yield return $"Warning: the log contains queries, and tokens in them. Set Logging:LogLevel:{RequestLog} to None.";
        }
    }

    private static string DescribeOrigins(string[] origins)
    {
        return origins switch
        {
            [] => "Pages of the server's own origin may connect. On a loopback host name, pages of any loopback origin may connect, too.",
            _ when origins.Contains(OriginPolicy.Any) => "Pages of any origin may connect.",
            _ => $"Pages of these origins may connect: {string.Join(", ", origins)}.",
        } + " Programs other than browsers may connect without an origin.";
    }

    private static string DescribeTokens(TokenOptions? options)
    {
        return options switch
        {
            null => "Clients need no token. The server accepts each client as the peer that it claims to be, in any room.",
            { Required: false } => "Clients need no token. The server accepts a client without a token as the peer that it claims to be, in any room. " + DescribeClaims(options),
            _ => "Clients need a token. " + DescribeClaims(options),
        };
    }

    private static string DescribeClaims(TokenOptions options)
    {
        return $"A token's claim '{options.PeerClaim}' contains the peer id, and its claim '{options.RoomClaim}' the rooms that the client may enter. A token without '{options.RoomClaim}' allows every room. "
            + (options.CloseOnExpiration ? "The server closes a connection when its token expires." : "A connection stays open when its token expires.");
    }

    private static string DescribeHosts(string? hosts)
    {
        return hosts is null or "" or "*"
            ? "The server accepts any host name. On the internet, set AllowedHosts to the server's names."
            : $"The server accepts these host names: {hosts}.";
    }

    private static string DescribeAdmin(AdminOptions options)
    {
        return options switch
        {
            { Policy.Length: > 0 } => $"The operator's API is on, for requests that satisfy the policy '{options.Policy}'.",
            { ApiKey.Length: > 0 } => "The operator's API is on, for requests with the key.",
            _ => "The operator's API is off.",
        };
    }
}
