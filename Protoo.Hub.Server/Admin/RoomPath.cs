using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Server.Admin;

/// <summary>
/// The ids in the path of a call, read from the raw request target. The path that ASP.NET Core decodes does not distinguish <c>a%2Fb</c>,
/// which is the id <c>a/b</c>, from <c>a%252Fb</c>, which is the id <c>a%2Fb</c>.
/// </summary>
/// <param name="RoomId">The room id; null if the target is not in the form of the route.</param>
/// <param name="PeerId">The peer id; null if the route has none.</param>
internal sealed record RoomPath(string? RoomId, string? PeerId)
{
    private const int RoomSegment = 1;
    private const int PeerSegment = 3;

    // ASP.NET Core calls this to bind a parameter of this type.
    public static ValueTask<RoomPath?> BindAsync(HttpContext context)
    {
        return ValueTask.FromResult<RoomPath?>(Read(
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.PathSegments.Count));
    }

    /// <summary>Reads the ids.</summary>
    /// <param name="rawTarget">The request target: <c>/rooms/r/peers/p?query</c>, or the same with scheme and host.</param>
    /// <param name="segments">The number of segments in the route.</param>
    public static RoomPath Read(string rawTarget, int segments)
    {
        var path = rawTarget.Split('?')[0];
        if (path.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            path = path[(scheme + "://".Length)..];
            path = path[(path + '/').IndexOf('/', StringComparison.Ordinal)..];
        }

        var parts = path.Trim('/').Split('/');

        // Routing resolves "." and "..", so a target that contains them has more segments than the route.
        return parts.Length == segments
            ? new(Decode(parts, RoomSegment), Decode(parts, PeerSegment))
            : new(null, null);
    }

    private static string? Decode(string[] parts, int index) => index < parts.Length ? Uri.UnescapeDataString(parts[index]) : null;
}
