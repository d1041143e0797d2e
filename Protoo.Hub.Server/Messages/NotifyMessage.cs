using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

internal sealed class NotifyMessage : RoomMessage
{
    /// <summary>The only peers that get it; null for all others in the room.</summary>
    [JsonIgnore]
    public PeerRef[]? To { get; private set; }

    /// <summary>The peers that do not get it.</summary>
    [JsonIgnore]
    public PeerRef[]? Excluded { get; private set; }

    [JsonPropertyName("to")]
    public string[]? ToIds { get; init; }

    [JsonPropertyName("excluded")]
    public string[]? ExcludedIds { get; init; }

    protected override void Validate(string method)
    {
        base.Validate(method);
        To = ToIds is null ? null : ToPeers(ToIds, method, "to");
        Excluded = ToPeers(ExcludedIds, method, "excluded");
    }
}
