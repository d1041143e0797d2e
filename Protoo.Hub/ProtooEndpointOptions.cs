using Microsoft.AspNetCore.Authorization;

namespace Protoo;

/// <summary>
/// The options of one endpoint of <c>MapProtoo</c>. Options that apply to a hub wherever it is mapped, including WebSocket settings, are in
/// <see cref="ProtooOptions"/>.
/// </summary>
public sealed class ProtooEndpointOptions
{
    /// <summary>
    /// The authorization that clients need in addition to the <c>[Authorize]</c> attributes of the hub; empty by default. Other clients get
    /// 401 or 403 before the upgrade.
    /// </summary>
    public IList<IAuthorizeData> AuthorizationData { get; } = [];

    /// <summary>
    /// Whether a connection is closed when its authentication expires
    /// (<see cref="Microsoft.AspNetCore.Authentication.AuthenticationProperties.ExpiresUtc"/>, which tokens and cookies have); false by
    /// default. It is closed with code 1008 and the reason <c>token expired</c>, after which protoo-client reconnects. If the hub is still
    /// busy with the connection after <see cref="ProtooOptions.CloseTimeout"/>, it is aborted. A client whose authentication expired before
    /// it connects, which some schemes tolerate for a while, gets 401.
    /// </summary>
    public bool CloseOnAuthenticationExpiration { get; set; }
}
