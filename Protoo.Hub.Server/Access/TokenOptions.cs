using System.ComponentModel.DataAnnotations;

namespace Protoo.Server.Access;

/// <summary>The tokens of clients. How they are validated stands where ASP.NET Core has it: <c>Authentication:Schemes:Bearer</c>.</summary>
internal sealed class TokenOptions
{
    /// <summary>Whether each connection needs a token; false by default.</summary>
    public bool Required { get; set; }

    /// <summary>The claim that says which peer the client is.</summary>
    [Required]
    public string PeerClaim { get; set; } = "sub";

    /// <summary>The claim that says which rooms the client may enter. A token without it is good for every room.</summary>
    [Required]
    public string RoomClaim { get; set; } = "room";

    /// <summary>Whether a connection is closed when its token expires; true by default.</summary>
    public bool CloseOnExpiration { get; set; } = true;
}
