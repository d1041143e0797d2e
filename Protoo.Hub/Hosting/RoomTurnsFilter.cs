using Microsoft.AspNetCore.SignalR;
using Protoo.Rooms;

namespace Protoo.Hosting;

/// <summary>Runs the methods of a hub in the turns of the caller's room. The innermost filter, so that other filters need no turn.</summary>
internal sealed class RoomTurnsFilter : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        return invocationContext.Context.Features.Get<HubPeer>() is { Turns: { } turns }
            ? turns.RunAsync(static call => call.Next(call.Context), (Next: next, Context: invocationContext))
            : next(invocationContext);
    }
}
