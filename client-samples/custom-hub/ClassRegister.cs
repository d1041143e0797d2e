namespace Protoo.Samples.CustomHub;

/// <summary>Keeps the register of every classroom: who was there, and when the lesson was.</summary>
internal sealed partial class ClassRegister(ILogger<ClassRegister> logger) : IRoomObserver<ClassroomHub>
{
    public Task OnRoomOpenedAsync(Room room) => Note(room, "The lesson begins.");

    public Task OnPeerJoinedAsync(Room room, Peer peer) => Note(room, $"{peer.Id} comes.");

    public Task OnPeerClosedAsync(Room room, Peer peer) => Note(room, $"{peer.Id} goes.");

    public Task OnRoomClosedAsync(Room room) => Note(room, "The lesson is over.");

    private Task Note(Room room, string what)
    {
        Log.Noted(logger, room.Id, what);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{RoomId}: {What}", EventName = "Noted")]
        public static partial void Noted(ILogger logger, string roomId, string what);
    }
}
