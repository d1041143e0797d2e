using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protoo.Clustering.Redis;

/// <summary>Converts seats, steps, messages, and answers to and from their JSON in Redis.</summary>
internal static partial class RosterJson
{
    /// <summary>The kind of record that says that the seats of an instance are in line with its connections.</summary>
    public const string Marker = "marker";

    /// <summary>
    /// The kind of step that says that a peer is gone because its instance is. The script <see cref="RosterScript.Sweep"/> writes it.
    /// </summary>
    public const string Lost = "lost";

    // Kinds that the other scripts write.
    private const string Joined = "joined";
    private const string Replaced = "replaced";
    private const string Left = "left";
    private const string DataSet = "data";
    private const string RoomDataSet = "roomData";
    private const string Closed = "closed";

    private const string Notification = "notification";
    private const string Request = "request";

    public static byte[] Write(Seat seat)
    {
        return JsonSerializer.SerializeToUtf8Bytes(
            new SeatRecord(seat.PeerId, seat.ConnectionId, seat.Transport, seat.Instance),
            Context.Default.SeatRecord);
    }

    public static byte[] Write(string? peerId) => JsonSerializer.SerializeToUtf8Bytes(peerId, Context.Default.String);

    public static Seat ReadSeat(string json, RawJson data)
    {
        return ToSeat(JsonSerializer.Deserialize(json, Context.Default.SeatRecord), data);
    }

    /// <summary>Reads a record from a room's channel.</summary>
    /// <exception cref="JsonException">It is not a record.</exception>
    public static ChannelRecord Read(ReadOnlySpan<byte> utf8) => Require(JsonSerializer.Deserialize(utf8, Context.Default.ChannelRecord), "record");

    /// <summary>Returns the roster step in a record; null if it is not a step.</summary>
    /// <exception cref="JsonException">A field is missing.</exception>
    public static RosterStep? ToStep(ChannelRecord record) => record.Kind switch
    {
        Joined => new RosterStep.Joined(record.Version, record.Order, ToSeat(record.Seat, record.Data)),
        Replaced => new RosterStep.Replaced(record.Version, ToSeat(record.Seat, record.Data)),
        Left or Lost => new RosterStep.Left(record.Version, Require(record.Seat?.PeerId)),
        DataSet => new RosterStep.DataSet(record.Version, Require(record.Seat?.PeerId), record.Data),
        RoomDataSet => new RosterStep.RoomDataSet(record.Version, new RoomData(record.Data, record.DataVersion), record.PeerId),
        Closed => new RosterStep.Closed(record.Version),
        _ => null,
    };

    /// <summary>Returns the message in a record; null if it is not a message.</summary>
    /// <exception cref="JsonException">A field is missing, or out of range.</exception>
    public static RoomMessage? ToMessage(ChannelRecord record) => record.Kind switch
    {
        Notification => new RoomMessage.Notification(record.SenderId, record.SenderGeneration, Require(record.Method), Require(record.Arguments), record.To, record.Except, record.Generation),
        Request => new RoomMessage.Request(
            record.SenderId,
            record.SenderGeneration,
            Require(record.Method),
            Require(record.Arguments),
            Require(record.Id),
            Require(record.From),
            Require(record.Instance),
            Require(record.PeerId),
            record.Generation,
            ToTimeout(record.Timeout))
        {
            TraceParent = record.TraceParent,
        },
        _ => null,
    };

    /// <summary>
    /// The bytes with which every notification of an instance begins. The instance has already delivered its own notifications and need not
    /// read them again.
    /// </summary>
    public static byte[] WriteStartOfNotification(string from)
    {
        return JsonSerializer.SerializeToUtf8Bytes(new ChannelRecord { Kind = Notification, From = from }, Context.Default.ChannelRecord)[..^1];
    }

    public static byte[] WriteMarker(string from, long number)
    {
        return JsonSerializer.SerializeToUtf8Bytes(new ChannelRecord { Kind = Marker, From = from, Version = number }, Context.Default.ChannelRecord);
    }

    public static byte[] Write(RoomMessage message, string? from)
    {
        var notification = message as RoomMessage.Notification;
        var request = message as RoomMessage.Request;
        var record = new ChannelRecord
        {
            Kind = request is null ? Notification : Request,
            From = request?.From ?? from,
            SenderId = message.SenderId,
            SenderGeneration = message.SenderGeneration,
            Method = message.Method,
            Arguments = message.Arguments,
            To = notification?.To,
            Except = notification?.Except,
            Id = request?.Id,
            Instance = request?.Instance,
            PeerId = request?.PeerId,
            Generation = request?.Generation ?? notification?.Generation ?? 0,
            Timeout = request?.Timeout.TotalMilliseconds ?? 0,
            TraceParent = request?.TraceParent,
        };
        return JsonSerializer.SerializeToUtf8Bytes(record, Context.Default.ChannelRecord);
    }

    public static byte[] Write(InstanceMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, Context.Default.InstanceMessage);

    /// <summary>Reads a message from the channel of an instance.</summary>
    /// <exception cref="JsonException">It is not a message.</exception>
    public static InstanceMessage ReadInstanceMessage(ReadOnlySpan<byte> utf8)
    {
        return Require(JsonSerializer.Deserialize(utf8, Context.Default.InstanceMessage), "message");
    }

    private static Seat ToSeat(SeatRecord? seat, RawJson data)
    {
        return new Seat(Require(seat?.PeerId), Require(seat?.ConnectionId), Require(seat).Transport, Require(seat?.Instance)) { Data = data };
    }

    private static TimeSpan ToTimeout(double milliseconds)
    {
        return milliseconds is >= 0 and <= int.MaxValue ? TimeSpan.FromMilliseconds(milliseconds) : throw new JsonException("The timeout is out of range.");
    }

    private static T Require<T>(T? value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class
    {
        return value ?? throw new JsonException($"There is no {name}.");
    }

    internal sealed record SeatRecord(string PeerId, string ConnectionId, PeerTransport Transport, string Instance);

    /// <summary>Any record that a room's channel carries. Its kind determines which fields are present.</summary>
    /// <remarks>
    /// Has setters because System.Text.Json reads init-only properties as constructor parameters, which takes much longer.
    /// </remarks>
    internal sealed record ChannelRecord
    {
        [JsonPropertyOrder(-2)]
        public string? Kind { get; set; }

        [JsonPropertyOrder(-1)]
        public string? From { get; set; }

        public long Version { get; set; }

        public long Order { get; set; }

        public SeatRecord? Seat { get; set; }

        public string? PeerId { get; set; }

        public RawJson Data { get; set; }

        public long DataVersion { get; set; }

        public string? SenderId { get; set; }

        public long SenderGeneration { get; set; }

        public string? Method { get; set; }

        [JsonConverter(typeof(ArgumentsConverter))]
        public RawJson[]? Arguments { get; set; }

        public string[]? To { get; set; }

        public string[]? Except { get; set; }

        public string? Id { get; set; }

        public string? Instance { get; set; }

        public long Generation { get; set; }

        public double Timeout { get; set; }

        public string? TraceParent { get; set; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(string))]
    [JsonSerializable(typeof(SeatRecord))]
    [JsonSerializable(typeof(ChannelRecord))]
    [JsonSerializable(typeof(InstanceMessage))]
    private sealed partial class Context : JsonSerializerContext;
}
