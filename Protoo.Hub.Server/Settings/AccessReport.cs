using Microsoft.Extensions.Options;
using Protoo.Server.Access;
using Protoo.Server.Admin;

namespace Protoo.Server.Settings;

/// <summary>What the settings mean for who may come, in sentences.</summary>
internal static class AccessReport
{
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static IEnumerable<string> Describe(WebApplication app)
    {
        var tokens = TokenAccess.AreTaken(app.Configuration) ? app.Services.GetRequiredService<IOptions<TokenOptions>>().Value : null;
        yield return DescribeOrigins(app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.AllowedOrigins);
        yield return DescribeTokens(tokens);
        yield return DescribeHosts(app.Configuration["AllowedHosts"]);
        yield return DescribeAdmin(app.Services.GetRequiredService<IOptions<AdminOptions>>().Value);
        // Asked of the log itself: a level may be set for one of its outputs only.
        if (tokens is not null && app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(RequestLog).IsEnabled(LogLevel.Information))
        {
            yield return $"Warning: the log shows queries, and with them tokens. Set Logging:LogLevel:{RequestLog} to None.";
        }
    }

    private static string DescribeOrigins(string[] origins)
    {
        return origins switch
        {
            [] => "Pages that may connect: those of the server's own origin and, where it is asked by a loopback name, those of any loopback origin.",
            _ when origins.Contains(OriginPolicy.Any) => "Pages that may connect: all.",
            _ => $"Pages that may connect: those of {string.Join(", ", origins)}.",
        } + " Clients that are no browsers say no origin, and may connect.";
    }

    private static string DescribeTokens(TokenOptions? options)
    {
        return options switch
        {
            null => "Clients need no token: each is the peer that it says it is, in any room.",
            { Required: false } => "Clients need no token, and then are the peer that they say they are. " + DescribeClaims(options),
            _ => "Clients need a token. " + DescribeClaims(options),
        };
    }

    private static string DescribeClaims(TokenOptions options)
    {
        return $"A token's claim '{options.PeerClaim}' says which peer the client is; its claim '{options.RoomClaim}' says which rooms it may enter, all where there is none. "
            + (options.CloseOnExpiration ? "A connection is closed when its token expires." : "A connection stays when its token expires.");
    }

    private static string DescribeHosts(string? hosts)
    {
        return hosts is null or "" or "*"
            ? "The server answers to any name. On the internet, set AllowedHosts to its names."
            : $"The server answers to these names: {hosts}.";
    }

    private static string DescribeAdmin(AdminOptions options)
    {
        return options switch
        {
            { Policy.Length: > 0 } => $"The operator's API is open to whom the policy '{options.Policy}' lets in.",
            { ApiKey.Length: > 0 } => "The operator's API is open to whoever has the key.",
            _ => "The operator's API is off.",
        };
    }
}
