using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

internal sealed class SpreadMessage : TimedMessage
{
    /// <summary>The peers that are not asked.</summary>
    [JsonIgnore]
    public PeerRef[]? Excluded { get; private set; }

    [JsonPropertyName("excluded")]
    public string[]? ExcludedIds { get; init; }

    protected override void Validate(string method)
    {
        base.Validate(method);
        Excluded = ToPeers(ExcludedIds, method, "excluded");
    }
}
