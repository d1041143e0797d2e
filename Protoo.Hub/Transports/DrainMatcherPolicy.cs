using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Transports;

/// <summary>
/// Refuses SignalR's negotiation with 503 while the host drains. A client that got in would be sent away again, and one over
/// server-sent events that is cut off just as its stream opens waits for ever (@microsoft/signalr 10).
/// </summary>
internal sealed class DrainMatcherPolicy(ConnectionDrain drain) : MatcherPolicy, IEndpointSelectorPolicy
{
    // After all that choose among endpoints.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsNegotiation);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (drain.IsDraining)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                var (endpoint, values) = (candidates[i].Endpoint, candidates[i].Values);
                if (candidates.IsValidCandidate(i) && IsNegotiation(endpoint))
                {
                    // What else was asked of the endpoint, such as CORS, still holds.
                    candidates.ReplaceEndpoint(i, new Endpoint(RefuseAsync, endpoint.Metadata, endpoint.DisplayName), values);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsNegotiation(Endpoint endpoint)
    {
        return endpoint.Metadata.GetMetadata<NegotiateMetadata>() is not null
            && typeof(ProtooHub).IsAssignableFrom(endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}
