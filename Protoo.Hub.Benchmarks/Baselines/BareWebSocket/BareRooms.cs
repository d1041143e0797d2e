namespace Protoo.Benchmarks.Baselines.BareWebSocket;

/// <summary>Holds all rooms. A room exists from its first peer to its last.</summary>
internal sealed class BareRooms(BareBackplane? backplane)
{
    private readonly Dictionary<string, BareRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public async Task<BareRoom> JoinAsync(string roomId, BareConnection connection)
    {
        var room = Join(roomId, connection);
        await room.Subscribed;
        return room;
    }

    public void Leave(string roomId, BareConnection connection)
    {
        lock (_gate)
        {
            var room = _rooms[roomId];
            room.Peers = Array.FindAll(room.Peers, peer => peer != connection);
            if (room.Peers.Length == 0)
            {
                _rooms.Remove(roomId);
                room.Unsubscribe();
            }
        }
    }

    private BareRoom Join(string roomId, BareConnection connection)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(roomId, out var room))
            {
                _rooms.Add(roomId, room = new BareRoom(roomId, backplane));
            }

            room.Peers = [.. room.Peers, connection];
            return room;
        }
    }
}
