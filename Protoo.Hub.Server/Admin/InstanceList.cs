using System.Text.Json.Serialization;

namespace Protoo.Server.Admin;

/// <summary>The instances of the cluster, and whether Redis connects them.</summary>
internal sealed record InstanceList(IEnumerable<InstanceList.InstanceEntry> Instances, string Redis)
{
    /// <summary>An instance. One that is silent has only a lease.</summary>
    internal sealed record InstanceEntry(string Instance, bool Self, string Status, double? LeaseAge)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Version { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTimeOffset? StartedAt { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? Rooms { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public PeerCounts? Peers { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public MessageCounts? Messages { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? Backlog { get; init; }
    }

    /// <summary>The numbers of peers of both kinds.</summary>
    internal sealed record PeerCounts(long Native, [property: JsonPropertyName("signalr")] long SignalR);

    /// <summary>The numbers of messages in both directions.</summary>
    internal sealed record MessageCounts(long Received, long Sent);
}
