using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Rooms;

namespace Protoo.Hosting;

/// <summary>
/// Refuses SignalR's negotiation with 503 while the hub takes no clients: the host drains, the app has stopped the hub, or Redis is
/// unavailable. An admitted client would be sent away again, and one over server-sent events that is cut off just as its stream opens waits
/// forever (@microsoft/signalr 10).
/// </summary>
internal sealed class NegotiationMatcherPolicy(IServiceProvider services) : MatcherPolicy, IEndpointSelectorPolicy
{
    // After all policies that choose among endpoints.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(static endpoint => FindHub(endpoint) is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            var (endpoint, values) = (candidates[i].Endpoint, candidates[i].Values);
            if (candidates.IsValidCandidate(i) && FindHub(endpoint) is { } hub && !IsOpen(hub))
            {
                // Other conventions of the endpoint, such as CORS, still apply.
                candidates.ReplaceEndpoint(i, new Endpoint(RefuseAsync, endpoint.Metadata, endpoint.DisplayName), values);
            }
        }

        return Task.CompletedTask;
    }

    private bool IsOpen(Type hub) => services.GetService(typeof(RoomRegistry<>).MakeGenericType(hub)) is not RoomRegistry { IsOpen: false };

    // Returns the hub of a negotiation, if that hub has peers.
    private static Type? FindHub(Endpoint endpoint)
    {
        return endpoint.Metadata.GetMetadata<NegotiateMetadata>() is not null
            && endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType is { } hub
            && typeof(ProtooHub).IsAssignableFrom(hub)
            ? hub
            : null;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        var refusal = RoomRegistry.NotOpen();
        context.Response.StatusCode = refusal.Code;
        context.RequestServices.GetRequiredService<Rejections>().Report(context, PeerTransport.SignalR, null, refusal.Code, refusal.Reason);
        return Task.CompletedTask;
    }
}
