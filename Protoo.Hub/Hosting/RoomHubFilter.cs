using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Protoo.Protocol;
using Protoo.Rooms;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>
/// Does for the hub of a SignalR client what the transport does for a native one: tracks which answers are owed, tells the client why it is
/// rejected, and holds back its messages while the client is held.
/// </summary>
internal sealed class RoomHubFilter(ProtooMetrics metrics, TimeProvider timeProvider) : IHubFilter
{
    private readonly ConcurrentDictionary<MethodInfo, bool> _streams = new();

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var peer = invocationContext.Context.Features.Get<HubPeer>();

        // A stream may never end, and is not an answer to wait for.
        if (invocationContext.Hub is ProtooHub hub && !_streams.GetOrAdd(invocationContext.HubMethod, HubMethod.HasStreamResult))
        {
            hub.OnInvocation(peer!);
        }

        // SignalR does not tell whether the client wants an answer.
        metrics.MessageReceived(isNative: false, ProtooMessageKind.Request);
        var watch = peer?.Watch;
        watch?.PeerSent(peer!.Seat, RoomTrafficKind.Request, invocationContext.HubMethodName, watch.ToData(invocationContext.HubMethodArguments));
        return metrics.MeasuresRequests || metrics.CountsMessages || watch is not null ? ReportAsync(invocationContext, next, peer, watch) : InvokeAsync(invocationContext, next);
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (context.Context.Features.Get<HubPeer>() is { IsNative: false } peer)
        {
            await peer.TellAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    private static ValueTask<object?> InvokeAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        return invocationContext.Context.Features.Get<InvocationLine>() is { } line && !line.TryBegin()
            ? InvokeInLineAsync(line, invocationContext, next)
            : next(invocationContext);
    }

    private async ValueTask<object?> ReportAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next, HubPeer? peer, RoomWatch? watch)
    {
        var started = timeProvider.GetTimestamp();
        int? code = null;
        object? result = null;
        try
        {
            result = await InvokeAsync(invocationContext, next).ConfigureAwait(false);
            return result;
        }
        catch (Exception exception)
        {
            code = exception is ProtooException refusal ? refusal.Code : StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            var duration = timeProvider.GetElapsedTime(started);
            metrics.MessageSent(isNative: false, ProtooMessageKind.Response);
            metrics.RequestAnswered(duration, isNative: false, invocationContext.HubMethodName, code);
            watch?.Answered(from: null, peer!.Seat.PeerId, invocationContext.HubMethodName, result, duration, code);
        }
    }

    private static async ValueTask<object?> InvokeInLineAsync(
        InvocationLine line,
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next)
    {
        ValueTask<object?> invocation;
        var mayBegin = await line.EnterAsync().ConfigureAwait(false);
        try
        {
            if (!mayBegin)
            {
                // Like a drain, so that the client may return.
                invocationContext.Context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                throw new ProtooException(StatusCodes.Status429TooManyRequests, ConnectionEnd.RateLimit.Reason);
            }

            invocation = next(invocationContext);
        }
        finally
        {
            line.Leave();
        }

        return await invocation.ConfigureAwait(false);
    }
}
