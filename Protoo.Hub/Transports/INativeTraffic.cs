using Microsoft.AspNetCore.Http.Features;
using Protoo.Protocol;

namespace Protoo.Transports;

/// <summary>Is told what native clients send, and are answered, while somebody watches their rooms.</summary>
internal interface INativeTraffic
{
    /// <summary>Whether anybody does.</summary>
    bool IsWatched { get; }

    /// <param name="connection">The connection.</param>
    /// <param name="envelope">The request or notification.</param>
    /// <param name="text">Its text.</param>
    void OnReceived(IFeatureCollection connection, in ProtooEnvelope envelope, ReadOnlySpan<byte> text);

    /// <param name="connection">The connection.</param>
    /// <param name="method">The method of the request; null if the hub has none of the name.</param>
    /// <param name="duration">How long the request took.</param>
    /// <param name="code">The code of the error; null for a success.</param>
    /// <param name="result">The result, if it is a success.</param>
    void OnAnswered(IFeatureCollection connection, string? method, TimeSpan duration, int? code, object? result);
}
