using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo.Clustering.Redis;

/// <summary>Seats and steps as they stand in Redis.</summary>
internal static partial class RosterJson
{
    public static byte[] Write(Seat seat)
    {
        return JsonSerializer.SerializeToUtf8Bytes(
            new SeatRecord(seat.PeerId, seat.ConnectionId, seat.Transport, seat.Instance),
            Context.Default.SeatRecord);
    }

    public static byte[] Write(string text) => JsonSerializer.SerializeToUtf8Bytes(text, Context.Default.String);

    public static Seat ReadSeat(ReadOnlySpan<byte> utf8, RawJson data)
    {
        return ToSeat(JsonSerializer.Deserialize(utf8, Context.Default.SeatRecord)!, data);
    }

    public static RosterChange ReadChange(ReadOnlySpan<byte> utf8)
    {
        var step = JsonSerializer.Deserialize(utf8, Context.Default.StepRecord)!;
        return step.Kind switch
        {
            "joined" => new RosterChange.Joined(step.Version, ToSeat(step.Seat!, step.Data)),
            "replaced" => new RosterChange.Replaced(step.Version, ToSeat(step.Seat!, step.Data)),
            "left" => new RosterChange.Left(step.Version, step.PeerId!),
            "data" => new RosterChange.DataSet(step.Version, step.PeerId!, step.Data),
            "closed" => new RosterChange.Closed(step.Version),
            _ => throw new JsonException($"There is no step '{step.Kind}'."),
        };
    }

    private static Seat ToSeat(SeatRecord seat, RawJson data) => new(seat.PeerId, seat.ConnectionId, seat.Transport, seat.Instance) { Data = data };

    internal sealed record SeatRecord(string PeerId, string ConnectionId, PeerTransport Transport, string Instance);

    internal sealed record StepRecord(long Version, string Kind, SeatRecord? Seat, string? PeerId, RawJson Data);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(SeatRecord))]
    [JsonSerializable(typeof(StepRecord))]
    [JsonSerializable(typeof(string))]
    private sealed partial class Context : JsonSerializerContext;
}
