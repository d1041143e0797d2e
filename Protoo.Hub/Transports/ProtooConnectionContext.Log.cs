using Microsoft.Extensions.Logging;
using Protoo.Protocol;

namespace Protoo.Transports;

internal sealed partial class ProtooConnectionContext
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Native connection {ConnectionId} is open.", EventName = "Connected")]
        public static partial void Connected(ILogger logger, string connectionId);

        [LoggerMessage(2, LogLevel.Debug, "Native connection {ConnectionId} has ended: {Code} {Reason}.", EventName = "Disconnected")]
        public static partial void Disconnected(ILogger logger, string connectionId, int code, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Ignored a message of native connection {ConnectionId}: {Fault}. {Count} were ignored so far.", EventName = "MessageIgnored")]
        public static partial void MessageIgnored(ILogger logger, string connectionId, ProtooMessageFault fault, uint count);

        [LoggerMessage(4, LogLevel.Warning, "Dropped native connection {ConnectionId}, which reads too slowly: more than {Bytes} bytes waited for it.", EventName = "SlowConsumer")]
        public static partial void SlowConsumer(ILogger logger, string connectionId, long bytes);

        [LoggerMessage(5, LogLevel.Debug, "Sending to native connection {ConnectionId} failed.", EventName = "SendFailed")]
        public static partial void SendFailed(ILogger logger, string connectionId, Exception exception);

        [LoggerMessage(6, LogLevel.Debug, "Receiving from native connection {ConnectionId} failed.", EventName = "ReceiveFailed")]
        public static partial void ReceiveFailed(ILogger logger, string connectionId, Exception exception);

        [LoggerMessage(7, LogLevel.Error, "The hub of native connection {ConnectionId} failed.", EventName = "HubFailed")]
        public static partial void HubFailed(ILogger logger, string connectionId, Exception exception);

        [LoggerMessage(8, LogLevel.Error, "A message of native connection {ConnectionId} could not be read.", EventName = "ReadFailed")]
        public static partial void ReadFailed(ILogger logger, string connectionId, Exception exception);
    }
}
