using System.ComponentModel.DataAnnotations;

namespace Protoo.Server.Access;

/// <summary>Configures the tokens of clients. The section <c>Authentication:Schemes:Bearer</c> configures how ASP.NET Core validates them.</summary>
internal sealed class TokenOptions
{
    /// <summary>Whether each connection needs a token; false by default.</summary>
    public bool Required { get; set; }

    /// <summary>The claim that contains the peer id; <c>sub</c> by default.</summary>
    [Required]
    public string PeerClaim { get; set; } = "sub";

    /// <summary>The claim that contains the ids of allowed rooms; <c>room</c> by default. A token without it allows every room.</summary>
    [Required]
    public string RoomClaim { get; set; } = "room";

    /// <summary>Whether a connection is closed when its token expires; true by default.</summary>
    public bool CloseOnExpiration { get; set; } = true;
}
