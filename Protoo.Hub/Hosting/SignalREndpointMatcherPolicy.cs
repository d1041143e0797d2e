using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Rooms;
using Protoo.Transports;

namespace Protoo.Hosting;

/// <summary>
/// Puts a check before SignalR's own endpoints of a hub. A negotiation is refused with 503 while the hub takes no clients: the host drains,
/// the app has stopped the hub, or Redis is unavailable. An admitted client would be sent away again, and one over server-sent events that
/// is cut off just as its stream opens waits forever (@microsoft/signalr 10). A negotiation, or a WebSocket without one, is refused with
/// 503 or 429 if there are too many connections.
/// </summary>
/// <remarks>
/// The check runs with the endpoint, after all middleware: forwarded headers may have changed the address of the client by then.
/// </remarks>
internal sealed class SignalREndpointMatcherPolicy(IServiceProvider services) : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _checked = [];

    // After all policies that choose among endpoints.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(static endpoint => FindHub(endpoint) is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            var (endpoint, values) = (candidates[i].Endpoint, candidates[i].Values);
            if (candidates.IsValidCandidate(i) && FindHub(endpoint) is { } hub)
            {
                candidates.ReplaceEndpoint(i, _checked.GetValue(endpoint, endpoint => Check(endpoint, hub)), values);
            }
        }

        return Task.CompletedTask;
    }

    private static Type? FindHub(Endpoint endpoint)
    {
        return endpoint.Metadata.GetMetadata<NativeEndpointMetadata>() is null ? endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType : null;
    }

    private Endpoint Check(Endpoint endpoint, Type hub)
    {
        if (endpoint is not RouteEndpoint { RequestDelegate: { } next } route
            || services.GetServices<CheckedHub>().FirstOrDefault(candidate => candidate.Type == hub) is not var (_, rooms, limits))
        {
            return endpoint;
        }

        var isNegotiation = route.Metadata.GetMetadata<NegotiateMetadata>() is not null;
        var hasPeers = typeof(ProtooHub).IsAssignableFrom(hub);
        return new RouteEndpoint(
            context =>
            {
                // All later requests of a connection have its id.
                if (!isNegotiation && context.Request.Query.ContainsKey("id"))
                {
                    return next(context);
                }

                var error = isNegotiation && hasPeers && !rooms.IsOpen
                    ? RoomRegistry.NotOpen()
                    : limits.Connections.Check(context.Connection.RemoteIpAddress);
                return error is null ? next(context) : RefuseAsync(context, error);
            },
            route.RoutePattern,
            route.Order,
            route.Metadata,
            route.DisplayName);
    }

    private static Task RefuseAsync(HttpContext context, ProtooException error)
    {
        new HttpRefusal(error.Code, error.Reason).Send(context);
        context.RequestServices.GetRequiredService<Rejections>().Report(context, PeerTransport.SignalR, null, error.Code, error.Reason);
        return Task.CompletedTask;
    }
}
