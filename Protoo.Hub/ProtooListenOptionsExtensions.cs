using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Transports;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Extensions for what Kestrel listens to.</summary>
public static class ProtooListenOptionsExtensions
{
    /// <summary>
    /// Lets the native connections of this endpoint go on without the HTTP request that they began as, which saves a quarter of the memory
    /// of an idle connection.
    /// </summary>
    /// <remarks>
    /// For ASP.NET Core, the request ends with the handshake: its services, its activity and its log scopes end there, and its metrics
    /// count it as a short one. <c>Context.GetHttpContext()</c> is a copy. Connections with compression, over HTTP/2, or under a limit of
    /// <see cref="KestrelServerLimits.MaxConcurrentUpgradedConnections"/> stay as they are.
    /// </remarks>
    /// <param name="listenOptions">The options of the endpoint. If it uses TLS, call <c>UseHttps</c> first.</param>
    /// <returns>The options.</returns>
    public static ListenOptions UseProtooTakeover(this ListenOptions listenOptions)
    {
        ArgumentNullException.ThrowIfNull(listenOptions);
        var scopes = listenOptions.ApplicationServices.GetRequiredService<IServiceScopeFactory>();
        listenOptions.Use(next => connection => ConnectionTakeover.RunAsync(connection, next, scopes));
        return listenOptions;
    }
}
