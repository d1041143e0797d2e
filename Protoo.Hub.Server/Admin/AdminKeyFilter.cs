using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Protoo.Server.Access;

namespace Protoo.Server.Admin;

/// <summary>Rejects requests without the key, and all requests from an address that has sent too many wrong keys.</summary>
internal sealed class AdminKeyFilter(string apiKey, FailedTries failedTries, RefusalLog log) : IEndpointFilter
{
    private const string Header = "X-Api-Key";

    private readonly byte[] _hash = Hash(apiKey);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (failedTries.IsExceeded(http, out var retryAfter))
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            log.Report(http, StatusCodes.Status429TooManyRequests, "too many wrong keys");
            return new(TypedResults.StatusCode(StatusCodes.Status429TooManyRequests));
        }

        // The time that the comparison takes reveals nothing about the key.
        if (http.Request.Headers[Header] is [{ } key] && CryptographicOperations.FixedTimeEquals(Hash(key), _hash))
        {
            return next(context);
        }

        if (http.Request.Headers.ContainsKey(Header))
        {
            // Without a key, nobody guesses: the operator's page asks first whether it needs one.
            failedTries.Add(http);
        }

        log.Report(http, StatusCodes.Status401Unauthorized, "the key is missing or wrong");
        return new(TypedResults.Unauthorized());
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
