using Microsoft.AspNetCore.SignalR;

namespace Protoo.Rooms;

/// <summary>
/// What is done around the hub of a SignalR client that the transport does for a native one: knows which answers are owed, and tells the
/// client why it is not let in.
/// </summary>
internal sealed class RoomHubFilter : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        (invocationContext.Hub as ProtooHub)?.OnInvocation();
        return next(invocationContext);
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (context.Context.Features.Get<LocalPeer>() is { IsNative: false } peer)
        {
            await peer.TellAsync(exception);
            throw;
        }
    }
}
