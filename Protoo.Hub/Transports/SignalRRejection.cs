using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Transports;

/// <summary>
/// Tells a SignalR client that it is rejected, and gives it time to go by itself. SignalR would do so too, for what
/// OnConnectedAsync throws, but always that the client must not come back, and so soon that some clients do not hear it.
/// </summary>
internal static class SignalRRejection
{
    private static readonly TimeSpan s_timeToStart = TimeSpan.FromMilliseconds(500);

    public static async Task SendAsync(HubConnectionContext connection, ProtooException rejection, bool mayComeBack, TimeSpan limit, TimeProvider timeProvider)
    {
        if (connection.Features.Get<IConnectionTransportFeature>()?.Transport is not { } transport)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, connection.ConnectionAborted);
        try
        {
            if (connection.Features.Get<IHttpTransportFeature>()?.TransportType is HttpTransportType.ServerSentEvents)
            {
                // There start() of the client ends with the POST of a ping. @microsoft/signalr takes no notice of a close that comes
                // before the POST has returned, and then waits for ever.
                var ping = await transport.Input.ReadAsync(over.Token);
                transport.Input.AdvanceTo(ping.Buffer.Start);
                await Task.Delay(s_timeToStart, timeProvider, over.Token);
            }

            var error = $"Connection closed with an error. {nameof(ProtooException)}: {rejection.Message}";
            await connection.WriteAsync(new CloseMessage(error, mayComeBack), over.Token);
            if (transport.Output is OutgoingMessageWriter output)
            {
                // For SignalR's own close message.
                output.Seal();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, over.Token);
        }
        catch (OperationCanceledException)
        {
            // It is gone, or has had its time.
        }
    }
}
