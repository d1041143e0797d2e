using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

internal sealed class SpreadMessage : TimedMessage
{
    /// <summary>The peers that are not asked.</summary>
    [JsonIgnore]
    public PeerRef[]? Excluded { get; private set; }

    [JsonPropertyName("excluded")]
    public string[]? ExcludedIds { get; init; }

    public override void OnDeserialized()
    {
        base.OnDeserialized();
        Excluded = ToPeers(ExcludedIds, "excluded");
    }
}
