using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo;
using Protoo.Hosting;
using Protoo.Transports;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps hubs for native protoo clients.</summary>
public static class ProtooEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a hub for native protoo clients: an endpoint for WebSockets of subprotocol <c>protoo</c>. Requests and notifications
    /// are invocations of the hub's methods; what the hub sends are notifications, what it asks for with <c>InvokeAsync</c> are
    /// requests. Attributes of the hub, such as <c>[Authorize]</c>, apply to the endpoint. Who is not authorized gets 401 or 403, never a
    /// redirect to a page.
    /// </summary>
    /// <remarks>
    /// Other endpoints may have the same path, such as that of a page, or that of <c>MapHub</c>: WebSockets come here, but for those that
    /// do not offer protoo where SignalR's endpoint is there, too, and all other requests go to the others. Where there are none, these get
    /// 426. A file at this path must be served by an endpoint, such as <c>MapFallbackToFile</c>: <c>UseStaticFiles</c> either stands back
    /// for this endpoint, or, before <c>UseRouting</c>, serves WebSockets as well.
    /// </remarks>
    /// <typeparam name="THub">Any hub; a <see cref="ProtooHub"/> decides on connections, and has rooms and peers.</typeparam>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">The route.</param>
    /// <returns>The endpoint, for conventions such as <c>RequireAuthorization</c> or <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddProtoo</c> was not called.</exception>
    public static IEndpointConventionBuilder MapProtoo<THub>(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
        where THub : Hub
    {
        return endpoints.MapProtoo<THub>(pattern, null);
    }

    /// <inheritdoc cref="MapProtoo{THub}(IEndpointRouteBuilder, string)" />
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="configure">Sets options for this endpoint.</param>
    public static IEndpointConventionBuilder MapProtoo<THub>(
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
