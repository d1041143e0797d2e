using System.Security.Cryptography;
using System.Text;

namespace Protoo.Server.Admin;

/// <summary>Rejects requests without the key.</summary>
internal sealed class AdminKeyFilter(string apiKey) : IEndpointFilter
{
    private readonly byte[] _hash = Hash(apiKey);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // The time that the comparison takes reveals nothing about the key.
        return context.HttpContext.Request.Headers["X-Api-Key"] is [{ } key] && CryptographicOperations.FixedTimeEquals(Hash(key), _hash)
            ? next(context)
            : new(TypedResults.Unauthorized());
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
