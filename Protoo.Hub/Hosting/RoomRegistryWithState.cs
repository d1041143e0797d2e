using System.Diagnostics.CodeAnalysis;
using Protoo.Protocol;
using Protoo.Rooms;

namespace Protoo.Hosting;

/// <summary>The rooms of <typeparamref name="THub"/>, with their state.</summary>
internal sealed class RoomRegistryWithState<THub, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TRoom, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TPeer>(RoomRegistry<THub> rooms)
    : IRoomRegistry<THub, TRoom, TPeer>
    where THub : ProtooHub<TRoom, TPeer>
    where TRoom : class
    where TPeer : class
{
    public async ValueTask<IReadOnlyList<Room<TRoom, TPeer>>> GetRoomsAsync() => [.. (await rooms.FindRoomsAsync().ConfigureAwait(false)).Select(ToRoom)];

    public async ValueTask<Room<TRoom, TPeer>?> GetRoomAsync(string roomId)
    {
        ArgumentNullException.ThrowIfNull(roomId);
        return await rooms.FindAnywhereAsync(roomId).ConfigureAwait(false) is { } room ? ToRoom(room) : null;
    }

    private static Room<TRoom, TPeer> ToRoom(LocalRoom room) => new(room, sender: null, slot: null);
}
