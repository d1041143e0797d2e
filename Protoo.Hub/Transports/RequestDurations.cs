using System.Collections.Concurrent;

namespace Protoo.Transports;

/// <summary>How long the requests of one native client take. Exists only while somebody wants to know.</summary>
internal sealed class RequestDurations(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, (long Started, string? Method)> _requests = new(StringComparer.Ordinal);

    /// <param name="id">The client's id of the request. Of two with the same id, only the first is measured.</param>
    /// <param name="method">The hub's method; null if it has none of the name.</param>
    public void Begin(string id, string? method) => _requests.TryAdd(id, (timeProvider.GetTimestamp(), method));

    /// <param name="id">The client's id of the request.</param>
    /// <returns>The method and how long it took; null if that was not measured.</returns>
    public (string? Method, TimeSpan Duration)? End(string id)
    {
        return _requests.TryRemove(id, out var request) ? (request.Method, timeProvider.GetElapsedTime(request.Started)) : null;
    }
}
