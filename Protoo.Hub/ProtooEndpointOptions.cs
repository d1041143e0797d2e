using Microsoft.AspNetCore.Authorization;

namespace Protoo;

/// <summary>
/// What can be set for one endpoint of <c>MapProtoo</c>. What holds for a hub, wherever it is mapped, WebSocket settings included, is in
/// <see cref="ProtooOptions"/>.
/// </summary>
public sealed class ProtooEndpointOptions
{
    /// <summary>
    /// Who may connect, in addition to the <c>[Authorize]</c> attributes of the hub; empty by default. Others get 401 or 403 before the
    /// upgrade.
    /// </summary>
    public IList<IAuthorizeData> AuthorizationData { get; } = [];

    /// <summary>
    /// Whether a connection is closed when its authentication expires
    /// (<see cref="Microsoft.AspNetCore.Authentication.AuthenticationProperties.ExpiresUtc"/>, which tokens and cookies have), with code
    /// 1008 and the reason <c>token expired</c>, after which protoo-client connects again; false by default. If
    /// <see cref="ProtooOptions.CloseTimeout"/> later the hub is still busy with it, it is aborted. A client whose authentication has
    /// expired before it connects, which some schemes tolerate for a while, gets 401.
    /// </summary>
    public bool CloseOnAuthenticationExpiration { get; set; }
}
