using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Protoo.Protocol;
using Protoo.Rooms;

namespace Protoo.Hosting;

/// <summary>
/// Decides whether a client is admitted: whether the server is open, what the app says, and whether the peer is already there.
/// </summary>
internal sealed partial class Admission<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>(RoomRegistry<THub> rooms, IServiceScopeFactory scopes, ILogger<Admission<THub>> logger)
    where THub : Hub
{
    private const string InternalError = "Internal Server Error";

    /// <summary>Lets the app decide on a client, with a hub created for this purpose.</summary>
    public async Task<ConnectionRequest> DecideAsync(HttpContext context, PeerTransport transport)
    {
        if (!rooms.IsOpen)
        {
            return Refuse(context, transport, RoomRegistry.NotOpen());
        }

        var request = new ConnectionRequest(context, transport, rooms.Services.PayloadOptions, rooms.Services.Limits);
        try
        {
            await AskAsync(request).WaitAsync(rooms.Options.DecisionTimeout, rooms.Services.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            request.Fail(rooms.Services.Limits.DecisionTooLate(), RejectionCause.Unavailable);
        }

        return request;
    }

    /// <summary>Refuses a client without asking the app. The client may come back.</summary>
    public ConnectionRequest Refuse(HttpContext context, PeerTransport transport, ProtooException error)
    {
        var request = new ConnectionRequest(context, transport, rooms.Services.PayloadOptions, rooms.Services.Limits);
        request.Fail(error, RejectionCause.Unavailable);
        return request;
    }

    private async Task AskAsync(ConnectionRequest request)
    {
        try
        {
            // A separate scope, as for a SignalR hub call: the services of the HTTP request would live as long as the connection.
            var scope = scopes.CreateAsyncScope();
            await using var disposal = scope.ConfigureAwait(false);
            var activator = scope.ServiceProvider.GetRequiredService<IHubActivator<THub>>();
            var hub = activator.Create();
            try
            {
                await ((ProtooHub)(Hub)hub).RequestConnectionAsync(request).ConfigureAwait(false);
            }
            finally
            {
                activator.Release(hub);
            }
        }
        catch (Exception) when (request.Cause == RejectionCause.Unavailable)
        {
            // It took too long. The client is gone, and the HTTP request with it.
            return;
        }
        catch (ProtooException rejection)
        {
            request.Fail(rejection, RejectionCause.App);
            return;
        }
        catch (Exception exception)
        {
            AdmissionLog.RequestFailed(logger, typeof(THub).Name, exception);
            request.Fail(new ProtooException(500, rooms.HasDetailedErrors ? $"{exception.GetType().Name}: {exception.Message}" : InternalError), RejectionCause.Fault);
            return;
        }

        if (request.Rejection is null && !request.IsAccepted)
        {
            AdmissionLog.Undecided(logger, typeof(THub).Name);
            request.Fail(new ProtooException(500, rooms.HasDetailedErrors ? "The app neither accepted nor rejected the connection." : InternalError), RejectionCause.Fault);
        }
        else if (request.IsAccepted && await IsTakenAsync(request).ConfigureAwait(false))
        {
            request.Fail(RoomRegistry.PeerExists(), RejectionCause.App);
        }
    }

    // Two simultaneous requests may both be accepted here; the roster takes only one of them.
    private async ValueTask<bool> IsTakenAsync(ConnectionRequest request)
    {
        if (rooms.Options.DuplicatePeer != DuplicatePeer.Reject)
        {
            return false;
        }

        try
        {
            var room = await rooms.FindAnywhereAsync(request.RoomId!).ConfigureAwait(false);
            return room?.FindSeat(request.PeerId!) is not null;
        }
        catch (ProtooException)
        {
            // Redis is unavailable, so the answer is unknown.
            return false;
        }
    }
}
