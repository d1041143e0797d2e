using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Protoo.Protocol;

namespace Protoo;

/// <summary>
/// The meter <c>Protoo.Hub</c>, documented in docs/operations.md. Where nobody listens, nothing is measured, and no message costs more.
/// SignalR's and Kestrel's own meters count what they see of the same connections.
/// </summary>
internal sealed class ProtooMetrics
{
    public const string MeterName = "Protoo.Hub";

    // Up to the longest that a request may take by default.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    };

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _rooms;
    private readonly UpDownCounter<long> _peers;
    private readonly Counter<long> _connectionRequests;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _ignored;
    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _peerRequests;
    private readonly Counter<long> _holds;
    private readonly Counter<long> _slowConsumers;
    private readonly Counter<long> _limits;

    public ProtooMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<long>("protoo.active_connections", "{connection}", "Open connections of native clients.");
        _rooms = _meter.CreateUpDownCounter<long>("protoo.active_rooms", "{room}", "Rooms in which this instance has peers.");
        _peers = _meter.CreateUpDownCounter<long>("protoo.active_peers", "{peer}", "Peers that are connected to this instance, by transport.");
        _connectionRequests = _meter.CreateCounter<long>("protoo.connection_requests", "{request}", "Connection requests, by transport, outcome and code.");
        _messages = _meter.CreateCounter<long>("protoo.messages", "{message}", "Messages from and to clients, by transport, direction and kind.");
        _ignored = _meter.CreateCounter<long>("protoo.messages.ignored", "{message}", "Messages of native clients that were ignored, by reason.");
        _requests = _meter.CreateHistogram("protoo.request.duration", "s", "How long requests of clients take until they are answered, by method, transport and error.", advice: s_seconds);
        _peerRequests = _meter.CreateHistogram("protoo.peer_request.duration", "s", "How long requests to peers take until they are answered or fail, by error.", advice: s_seconds);
        _holds = _meter.CreateCounter<long>("protoo.holds", "{hold}", "How often a sender was held back for a receiver that does not keep up.");
        _slowConsumers = _meter.CreateCounter<long>("protoo.slow_consumers", "{connection}", "Connections that were dropped because they read too slowly.");
        _limits = _meter.CreateCounter<long>("protoo.limits.hit", "{refusal}", "What was refused or held back because it exceeds a limit, by limit.");
    }

    /// <summary>What can be seen without a listener.</summary>
    public InstanceActivity Activity { get; } = new();

    /// <summary>Whether somebody wants to know how many messages there are.</summary>
    public bool CountsMessages => _messages.Enabled || Activity.CountsMessages;

    /// <summary>Whether somebody wants to know how long requests of clients take.</summary>
    public bool MeasuresRequests => _requests.Enabled;

    /// <summary>Whether somebody wants to know how long requests to peers take.</summary>
    public bool MeasuresPeerRequests => _peerRequests.Enabled;

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionClosed() => _connections.Add(-1);

    public void RoomOpened() => AddRooms(1);

    public void RoomClosed() => AddRooms(-1);

    public void PeerJoined(bool isNative) => AddPeers(isNative, 1);

    public void PeerLeft(bool isNative) => AddPeers(isNative, -1);

    public void ConnectionAccepted(bool isNative) => _connectionRequests.Add(1, Transport(isNative), new("protoo.outcome", "accepted"));

    public void ConnectionRejected(bool isNative, int code)
    {
        _connectionRequests.Add(1, Transport(isNative), new("protoo.outcome", "rejected"), Error(code));
    }

    public void MessageReceived(bool isNative, ProtooMessageKind kind) => CountMessage(isReceived: true, isNative, kind);

    public void MessageSent(bool isNative, ProtooMessageKind kind) => CountMessage(isReceived: false, isNative, kind);

    public void MessageIgnored(ProtooMessageFault fault) => _ignored.Add(1, new KeyValuePair<string, object?>("protoo.reason", fault.ToString()));

    /// <param name="duration">How long the request took.</param>
    /// <param name="isNative">The kind of client.</param>
    /// <param name="method">The hub's method; null if it has none of the name.</param>
    /// <param name="code">The code of the error; null for a success.</param>
    public void RequestAnswered(TimeSpan duration, bool isNative, string? method, int? code)
    {
        // Unknown names are left out: clients can make up as many as they like.
        var tags = new TagList { Transport(isNative), { "protoo.method", method ?? "_OTHER" } };
        if (code is not null)
        {
            tags.Add(Error(code.Value));
        }

        _requests.Record(duration.TotalSeconds, tags);
    }

    /// <param name="duration">How long the request took.</param>
    /// <param name="code">The code of the error; null for a success.</param>
    public void PeerRequestEnded(TimeSpan duration, int? code)
    {
        if (code is null)
        {
            _peerRequests.Record(duration.TotalSeconds);
        }
        else
        {
            _peerRequests.Record(duration.TotalSeconds, Error(code.Value));
        }
    }

    public void SenderHeld() => _holds.Add(1);

    public void SlowConsumerDropped() => _slowConsumers.Add(1);

    public void LimitHit(string limit) => _limits.Add(1, new KeyValuePair<string, object?>("protoo.limit", limit));

    /// <summary>Lets listeners ask how many bytes wait to be sent to all clients.</summary>
    public void ObserveBacklog(Func<long> getBytes)
    {
        _ = _meter.CreateObservableUpDownCounter("protoo.outgoing.backlog", getBytes, "By", "What waits to be sent to clients.");
    }

    private static KeyValuePair<string, object?> Transport(bool isNative) => new("protoo.transport", isNative ? "native" : "signalr");

    private static KeyValuePair<string, object?> Error(int code) => new("error.type", code.ToString(CultureInfo.InvariantCulture));

    private void AddRooms(int count)
    {
        Activity.AddRooms(count);
        _rooms.Add(count);
    }

    private void AddPeers(bool isNative, int count)
    {
        Activity.AddPeers(isNative, count);
        _peers.Add(count, Transport(isNative));
    }

    private void CountMessage(bool isReceived, bool isNative, ProtooMessageKind kind)
    {
        if (Activity.CountsMessages)
        {
            Activity.AddMessage(isReceived);
        }

        if (_messages.Enabled)
        {
            var name = kind switch
            {
                ProtooMessageKind.Request => "request",
                ProtooMessageKind.Response => "response",
                _ => "notification",
            };
            _messages.Add(1, Transport(isNative), new("protoo.direction", isReceived ? "received" : "sent"), new("protoo.kind", name));
        }
    }
}
