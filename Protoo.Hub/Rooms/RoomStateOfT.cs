using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Protoo.Protocol;

namespace Protoo.Rooms;

/// <summary>The state of a room as a <typeparamref name="TRoom"/>, with a <typeparamref name="TPeer"/> for each peer.</summary>
internal sealed partial class RoomState<[DynamicallyAccessedMembers(ReflectedMembers.OfState)] TRoom, [DynamicallyAccessedMembers(ReflectedMembers.OfState)] TPeer>(
    LocalRoom room,
    OpenRoomStates states,
    RoomObservers observers,
    IServiceScopeFactory scopes,
    ILogger logger)
    : RoomState(room, states, observers)
    where TRoom : class
    where TPeer : class
{
    private static readonly StateFactory<TRoom> s_room = new(typeof(Room));
    private static readonly StateFactory<TPeer> s_peer = new(typeof(ConnectionRequest), typeof(TRoom));

    private AsyncServiceScope _scope;

    // Written before the state is open, and when it is closed.
    private TRoom? _value;

    public override object? Value => Volatile.Read(ref _value);

    public override ValueTask<object> CreatePeerAsync(ConnectionRequest request)
    {
        return Room.Turns is { } turns
            ? turns.RunAsync(static call => new ValueTask<object>(call.State.CreatePeer(call.Request)), (State: this, Request: request))
            : new(CreatePeer(request));
    }

    public override async ValueTask DisposePeerAsync(object peer)
    {
        try
        {
            await DisposeInTurnAsync(peer).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.DisposeFailed(logger, typeof(TPeer).Name, Room.RoomId, exception);
        }
    }

    protected override async Task OpenNowAsync()
    {
        _scope = scopes.CreateAsyncScope();
        TRoom? value = null;
        try
        {
            await Room.RunAsync(() =>
            {
                value = s_room.Create(_scope.ServiceProvider, new Room(Room, sender: null, slot: null));
                return value is IRoomLifetime lifetime ? lifetime.OpenAsync() : Task.CompletedTask;
            }).ConfigureAwait(false);
            Volatile.Write(ref _value, value);
        }
        catch
        {
            await EndAsync(value).ConfigureAwait(false);
            throw;
        }
    }

    protected override async Task CloseNowAsync()
    {
        var value = _value;
        try
        {
            if (value is IRoomLifetime lifetime)
            {
                await Room.RunAsync(lifetime.CloseAsync).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Log.CloseFailed(logger, typeof(TRoom).Name, Room.RoomId, exception);
        }

        Volatile.Write(ref _value, null);
        await EndAsync(value).ConfigureAwait(false);
    }

    private object CreatePeer(ConnectionRequest request) => s_peer.Create(_scope.ServiceProvider, request, _value!);

    private ValueTask DisposeInTurnAsync(object? state) => Room.Turns is null ? DisposeAsync(state) : new(Room.RunAsync(() => DisposeAsync(state).AsTask()));

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
            try
            {
                await DisposeInTurnAsync(value).ConfigureAwait(false);
            }
            finally
            {
                await DisposeInTurnAsync(_scope).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Log.DisposeFailed(logger, typeof(TRoom).Name, Room.RoomId, exception);
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
