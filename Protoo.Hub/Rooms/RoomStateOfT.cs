using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Protoo.Rooms;

/// <summary>The state of a room as a <typeparamref name="TRoom"/>, with a <typeparamref name="TPeer"/> for each peer.</summary>
internal sealed partial class RoomState<TRoom, TPeer>(LocalRoom room, IServiceScopeFactory scopes, OpenRoomStates states, ILogger logger) : RoomState
    where TRoom : class
    where TPeer : class
{
    private static readonly StateFactory<TRoom> s_room = new(typeof(Room));
    private static readonly StateFactory<TPeer> s_peer = new(typeof(ConnectionRequest), typeof(TRoom));

    private AsyncServiceScope _scope;

    // Written before the state is open, and when it is closed.
    private TRoom? _value;

    public override object? Value => Volatile.Read(ref _value);

    public override object CreatePeer(ConnectionRequest request) => s_peer.Create(_scope.ServiceProvider, request, _value!);

    public override async ValueTask DisposePeerAsync(object peer)
    {
        try
        {
            await DisposeAsync(peer);
        }
        catch (Exception exception)
        {
            Log.DisposeFailed(logger, typeof(TPeer).Name, room.RoomId, exception);
        }
    }

    protected override async Task OpenNowAsync()
    {
        states.Add();
        _scope = scopes.CreateAsyncScope();
        TRoom? value = null;
        try
        {
            value = s_room.Create(_scope.ServiceProvider, new Room(room, sender: null, slot: null));
            if (value is IRoomLifetime lifetime)
            {
                await lifetime.OpenAsync();
            }

            Volatile.Write(ref _value, value);
        }
        catch
        {
            await EndAsync(value);
            throw;
        }
    }

    protected override async Task CloseNowAsync()
    {
        if (_value is not { } value)
        {
            // It was never open.
            return;
        }

        try
        {
            if (value is IRoomLifetime lifetime)
            {
                await lifetime.CloseAsync();
            }
        }
        catch (Exception exception)
        {
            Log.CloseFailed(logger, typeof(TRoom).Name, room.RoomId, exception);
        }

        Volatile.Write(ref _value, null);
        await EndAsync(value);
    }

    private static ValueTask DisposeAsync(object? state)
    {
        switch (state)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        return default;
    }

    private async Task EndAsync(TRoom? value)
    {
        try
        {
            await DisposeAsync(value);
            await _scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Log.DisposeFailed(logger, typeof(TRoom).Name, room.RoomId, exception);
        }
        finally
        {
            states.Remove();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5, LogLevel.Error, "{State} of room {RoomId} could not be closed.", EventName = "CloseFailed")]
        public static partial void CloseFailed(ILogger logger, string state, string roomId, Exception exception);

        [LoggerMessage(6, LogLevel.Error, "{State} of room {RoomId} could not be disposed of.", EventName = "DisposeFailed")]
        public static partial void DisposeFailed(ILogger logger, string state, string roomId, Exception exception);
    }
}
