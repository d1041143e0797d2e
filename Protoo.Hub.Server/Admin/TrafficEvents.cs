using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Protoo.Server.Admin;

/// <summary>What happens in a room, as server-sent events.</summary>
internal static class TrafficEvents
{
    /// <summary>The type of the first event, which carries nothing: it shows the client at once that the room is watched.</summary>
    public const string Watching = "watching";

    /// <param name="traffic">What happens in the room.</param>
    /// <param name="stopping">Ends the events, because the server stops: it would otherwise wait for them.</param>
    /// <param name="cancellationToken">Ends the events, because the client is gone.</param>
    public static async IAsyncEnumerable<SseItem<TrafficEvent?>> ReadAsync(
        IAsyncEnumerable<RoomTraffic> traffic,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Watching begins here, before the client is told so.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await using var entries = traffic.GetAsyncEnumerator(ended.Token);
        var next = entries.MoveNextAsync();
        yield return new SseItem<TrafficEvent?>(null, Watching);
        for (; await HasNextAsync(next); next = entries.MoveNextAsync())
        {
            var entry = entries.Current;
            yield return new SseItem<TrafficEvent?>(new TrafficEvent(
                entry.Time,
                entry.Instance,
                JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()),
                entry.From,
                entry.To,
                entry.Receivers,
                entry.Method,
                entry.Size,
                entry.ErrorCode,
                entry.Duration?.TotalSeconds,
                entry.Omitted,
                entry.OmittedSize,
                entry.Data));
        }
    }

    private static async ValueTask<bool> HasNextAsync(ValueTask<bool> next)
    {
        try
        {
            return await next;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
