using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Protoo.Server.Access;

/// <summary>Finds the room id and the peer id of a client: in its token, or in its query if the token does not contain them.</summary>
internal sealed class ClientIds(IOptions<TokenOptions> options)
{
    private const string RoomId = "roomId";
    private const string PeerId = "peerId";

    /// <summary>Accepts a client with its room id and peer id.</summary>
    /// <exception cref="ProtooException">400: an id is missing or invalid; 403: the token does not allow it.</exception>
    public void Accept(ConnectionRequest request)
    {
        var query = request.HttpContext.Request.Query;
        var user = request.User.Identity is { IsAuthenticated: true } ? request.User : null;
        var roomId = Choose(RoomId, query[RoomId], user is null ? null : FindRooms(user));
        var peerId = Choose(PeerId, query[PeerId], user is null ? null : FindPeer(user));
        request.Accept(roomId, peerId);
    }

    /// <param name="name">The query parameter.</param>
    /// <param name="asked">The values in the query.</param>
    /// <param name="granted">The ids that the token allows; null if it does not restrict them.</param>
    private static string Choose(string name, StringValues asked, string[]? granted)
    {
        if (asked.Count == 0 && granted is [var only])
        {
            return only;
        }

        if (asked is not [var id] || !RoomIds.IsValid(id))
        {
            throw new ProtooException(StatusCodes.Status400BadRequest, $"{name} must be given once: {RoomIds.Rule}");
        }

        return granted?.Contains(id, StringComparer.Ordinal) == false
            ? throw new ProtooException(StatusCodes.Status403Forbidden, $"The token does not allow this {name}.")
            : id;
    }

    private string[]? FindRooms(ClaimsPrincipal user)
    {
        var rooms = Find(user, options.Value.RoomClaim);
        return rooms.Length == 0 ? null : TryRead(rooms, out var ids) ? ids : throw Forbidden($"The token's claim '{options.Value.RoomClaim}' must contain room ids.");
    }

    private string[] FindPeer(ClaimsPrincipal user)
    {
        return TryRead(Find(user, options.Value.PeerClaim), out var ids) && ids.Length == 1
            ? ids
            : throw Forbidden($"The token's claim '{options.Value.PeerClaim}' must be one peer id.");
    }

    private static Claim[] Find(ClaimsPrincipal user, string type) => [.. user.Claims.Where(claim => claim.Type == type)];

    // The text of a nested object or array would pass as an id.
    private static bool TryRead(Claim[] claims, [NotNullWhen(true)] out string[]? ids)
    {
        ids = Array.TrueForAll(claims, static claim => RoomIds.IsValid(claim.Value)
            && claim.ValueType is not (JsonClaimValueTypes.Json or JsonClaimValueTypes.JsonArray or JsonClaimValueTypes.JsonNull))
            ? [.. claims.Select(static claim => claim.Value).Distinct(StringComparer.Ordinal)]
            : null;
        return ids is not null;
    }

    private static ProtooException Forbidden(string reason) => new(StatusCodes.Status403Forbidden, reason);
}
