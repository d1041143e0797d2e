using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo;
using Protoo.Hosting;
using Protoo.Protocol;
using Protoo.Transports;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps hubs for native protoo clients.</summary>
public static class ProtooEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a hub for native protoo clients: an endpoint for WebSockets of subprotocol <c>protoo</c>. Requests and notifications invoke the
    /// hub's methods. Messages from the hub are notifications; with <c>InvokeAsync</c>, they are requests. Attributes of the hub, such as
    /// <c>[Authorize]</c>, apply to the endpoint. Unauthorized clients get 401 or 403, never a redirect to a page.
    /// </summary>
    /// <remarks>
    /// Other endpoints may have the same path, such as a page or <c>MapHub</c>. WebSocket requests come here, except those that do not
    /// offer protoo if SignalR's endpoint has the same path; all other requests go to the other endpoints. If there are none, such requests
    /// get 426. A file at this path must be served by an endpoint, such as <c>MapFallbackToFile</c>: <c>UseStaticFiles</c> either gives way
    /// to this endpoint or, before <c>UseRouting</c>, also answers WebSocket requests.
    /// </remarks>
    /// <typeparam name="THub">Any hub. A <see cref="ProtooHub"/> decides on connections, and has rooms and peers.</typeparam>
    /// <param name="endpoints">The builder to add the endpoint to.</param>
    /// <param name="pattern">The route.</param>
    /// <returns>The endpoint, for conventions such as <c>RequireAuthorization</c> or <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddProtoo</c> was not called.</exception>
    public static IEndpointConventionBuilder MapProtoo<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
        where THub : Hub
    {
        return endpoints.MapProtoo<THub>(pattern, null);
    }

    /// <inheritdoc cref="MapProtoo{THub}(IEndpointRouteBuilder, string)" />
    /// <param name="endpoints">The builder to add the endpoint to.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="configure">Sets options for this endpoint.</param>
    public static IEndpointConventionBuilder MapProtoo<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Action<ProtooEndpointOptions>? configure)
        where THub : Hub
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<ConnectionDrain>() is null)
        {
            throw new InvalidOperationException("MapProtoo needs services that are missing: call AddSignalR().AddProtoo() where services are registered.");
        }

        if (HubSettings<THub>.HasRooms && services.GetService<RoomRegistry<THub>>() is null)
        {
            throw new InvalidOperationException($"MapProtoo needs services that are missing: call AddSignalR().AddProtoo<{typeof(THub).Name}>() where services are registered.");
        }

        var options = new ProtooEndpointOptions();
        configure?.Invoke(options);
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(NativeUpgrade.InvokeAsync);
        pipeline.UseWebSockets();
        pipeline.Run(new ProtooEndpoint<THub>(services, options).HandleAsync);
        return endpoints.Map(pattern, pipeline.Build())
            .WithDisplayName($"protoo {typeof(THub).Name}")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .DisableCookieRedirect()
            .WithMetadata([.. options.AuthorizationData])
            .WithMetadata(typeof(THub).GetCustomAttributes(inherit: true))
            .WithMetadata(new HubMetadata(typeof(THub)), new NativeEndpointMetadata());
    }
}
