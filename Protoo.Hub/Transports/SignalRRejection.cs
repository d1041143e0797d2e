using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Transports;

/// <summary>
/// Tells a SignalR client that it is rejected, and gives it time to leave by itself. SignalR would do the same for an exception from
/// OnConnectedAsync, but always tells the client not to reconnect, and so early that some clients miss it.
/// </summary>
internal static class SignalRRejection
{
    // How long a client may take to start.
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_timeToStart = TimeSpan.FromMilliseconds(500);

    public static async Task SendAsync(HubConnectionContext connection, string error, bool mayComeBack, TimeSpan limit, TimeProvider timeProvider)
    {
        if (connection.Features.Get<IConnectionTransportFeature>()?.Transport is not { } transport)
        {
            return;
        }

        try
        {
            var isEventStream = connection.Features.Get<IHttpTransportFeature>()?.TransportType is HttpTransportType.ServerSentEvents;
            if (isEventStream || mayComeBack)
            {
                // start() of the client ends with a ping. If a close that allows reconnecting comes before that, @microsoft/signalr does
                // not report its reason. Over server-sent events, it ignores any such close, and then waits forever.
                await WaitForPingAsync(transport.Input, timeProvider, connection.ConnectionAborted).ConfigureAwait(false);
                if (isEventStream)
                {
                    // Over server-sent events, the ping is a POST that has yet to return.
                    await Task.Delay(s_timeToStart, timeProvider, connection.ConnectionAborted).ConfigureAwait(false);
                }
            }

            await connection.WriteAsync(new CloseMessage(error, mayComeBack), connection.ConnectionAborted).ConfigureAwait(false);
            if (transport.Output is OutgoingMessageWriter output)
            {
                // Drops SignalR's own close message.
                output.Seal();
            }

            await Task.Delay(limit, timeProvider, connection.ConnectionAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
    }

    private static async Task WaitForPingAsync(PipeReader input, TimeProvider timeProvider, CancellationToken aborted)
    {
        using var timeout = new CancellationTokenSource(s_longestStart, timeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        try
        {
            var ping = await input.ReadAsync(over.Token).ConfigureAwait(false);
            input.AdvanceTo(ping.Buffer.Start);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // The client is told anyway.
        }
    }
}
