namespace Protoo;

/// <summary>The limits, as <c>protoo.limits.hit</c> and the log name them.</summary>
internal static class LimitName
{
    public const string Connections = "connections";
    public const string ConnectionsPerAddress = "connections_per_address";
    public const string ConnectionsPerSecond = "connections_per_second";
    public const string MessagesPerSecond = "messages_per_second";
    public const string BytesPerSecond = "bytes_per_second";
    public const string DecisionTime = "decision_time";
    public const string WaitingRequests = "waiting_requests";
    public const string Rooms = "rooms";
    public const string PeersPerRoom = "peers_per_room";
    public const string PeerData = "peer_data";
    public const string RoomData = "room_data";
}
