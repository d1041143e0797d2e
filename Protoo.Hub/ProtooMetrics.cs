using System.Diagnostics.Metrics;
using Protoo.Protocol;

namespace Protoo;

/// <summary>The meter <c>Protoo.Hub</c>. SignalR's and Kestrel's own meters count what they see of the same connections.</summary>
internal sealed class ProtooMetrics
{
    public const string MeterName = "Protoo.Hub";

    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _rooms;
    private readonly UpDownCounter<long> _peers;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _slowConsumers;
    private readonly Counter<long> _limits;

    public ProtooMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>("protoo.native_connections", "{connection}", "Open connections of native clients.");
        _rooms = meter.CreateUpDownCounter<long>("protoo.rooms", "{room}", "Rooms in which this instance has peers.");
        _peers = meter.CreateUpDownCounter<long>("protoo.peers", "{peer}", "Peers that are connected to this instance.");
        _rejected = meter.CreateCounter<long>("protoo.connections.rejected", "{connection}", "Connection requests that were rejected, by code.");
        _ignored = meter.CreateCounter<long>("protoo.messages.ignored", "{message}", "Messages of native clients that were ignored, by reason.");
        _slowConsumers = meter.CreateCounter<long>("protoo.slow_consumers", "{connection}", "Connections that were dropped because they read too slowly.");
        _limits = meter.CreateCounter<long>("protoo.limits.hit", "{refusal}", "What was refused because it exceeds a limit, by limit.");
    }

    public void ConnectionOpened() => _connections.Add(1);

    public void ConnectionClosed() => _connections.Add(-1);

    public void RoomOpened() => _rooms.Add(1);

    public void RoomClosed() => _rooms.Add(-1);

    public void PeerJoined() => _peers.Add(1);

    public void PeerLeft() => _peers.Add(-1);

    public void ConnectionRejected(int code) => _rejected.Add(1, new KeyValuePair<string, object?>("code", code));

    public void MessageIgnored(ProtooMessageFault fault) => _ignored.Add(1, new KeyValuePair<string, object?>("reason", fault.ToString()));

    public void SlowConsumerDropped() => _slowConsumers.Add(1);

    public void LimitHit(string limit) => _limits.Add(1, new KeyValuePair<string, object?>("protoo.limit", limit));
}
