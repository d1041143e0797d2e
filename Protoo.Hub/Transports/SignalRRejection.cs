using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Transports;

/// <summary>
/// Tells a SignalR client that it is not let in, and gives it time to go by itself. SignalR would do so too, for what
/// OnConnectedAsync throws, but always that the client must not come back, and so soon that some clients do not hear it.
/// </summary>
internal static class SignalRRejection
{
    // How long a client may take to begin.
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
                // start() of the client ends with a ping. @microsoft/signalr does not say the reason of a close with which it may come
                // back, if that comes before; over server-sent events it takes no notice of any, and then waits for ever.
                await WaitForPingAsync(transport.Input, timeProvider, connection.ConnectionAborted);
                if (isEventStream)
                {
                    // There the ping is a POST, which has yet to return.
                    await Task.Delay(s_timeToStart, timeProvider, connection.ConnectionAborted);
                }
            }

            await connection.WriteAsync(new CloseMessage(error, mayComeBack), connection.ConnectionAborted);
            if (transport.Output is OutgoingMessageWriter output)
            {
                // For SignalR's own close message.
                output.Seal();
            }

            await Task.Delay(limit, timeProvider, connection.ConnectionAborted);
        }
        catch (OperationCanceledException)
        {
            // It is gone.
        }
    }

    private static async Task WaitForPingAsync(PipeReader input, TimeProvider timeProvider, CancellationToken aborted)
    {
        using var timeout = new CancellationTokenSource(s_longestStart, timeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        try
        {
            var ping = await input.ReadAsync(over.Token);
            input.AdvanceTo(ping.Buffer.Start);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            // It is told all the same.
        }
    }
}
