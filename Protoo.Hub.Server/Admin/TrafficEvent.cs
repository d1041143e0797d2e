using System.Text.Json.Serialization;

namespace Protoo.Server.Admin;

/// <summary>One thing that happened in a room, as the operator's API reports it. See <see cref="RoomTraffic"/>.</summary>
internal sealed record TrafficEvent(
    DateTimeOffset Time,
    string Instance,
    string Kind,
    string? From,
    IReadOnlyList<string>? To,
    int Receivers,
    string? Method,
    int Size,
    int? Code,
    double? Duration,
    int Omitted,
    long OmittedSize,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Data);
