using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Net.Http.Headers;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>
/// Lets the endpoint of native clients share its path with others, as protoo-server shares it with a page: it gets the WebSocket requests,
/// and the others get everything else. If it is alone, it gets everything.
/// </summary>
/// <remarks>
/// A route that matches more closely keeps its WebSocket requests. So does SignalR's endpoint on the same path, for requests that do not
/// offer protoo.
/// </remarks>
internal sealed class NativeEndpointMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    private const string WebSocket = "websocket";

    // After methods and hosts, which rule out what does not match at all; before the constraints of MVC actions, which would win over an
    // endpoint without constraints.
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Count > 1 && endpoints.Any(IsNative);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (Find(candidates, IsNative) is { } native && Find(candidates, IsOther) is { } other)
        {
            var isChosen = Choose(httpContext, candidates, native, other);
            for (var i = 0; i < candidates.Count; i++)
            {
                if (candidates.IsValidCandidate(i) && !isChosen(candidates[i].Endpoint))
                {
                    candidates.SetValidity(i, false);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static Func<Endpoint, bool> Choose(HttpContext context, CandidateSet candidates, Endpoint native, Endpoint other)
    {
        if (!IsHandshake(context) || IsCloser(other, native))
        {
            return IsOther;
        }

        var isForSignalR = !context.WebSockets.WebSocketRequestedProtocols.Contains(ProtooHubProtocol.ProtocolName)
            && Find(candidates, IsSignalR) is { } signalR
            && !IsCloser(native, signalR);
        return isForSignalR ? IsSignalR : IsNative;
    }

    // The WebSocket middleware is part of the endpoint, and has not run yet. Even so, the server or the app may already have identified the
    // request as a WebSocket handshake.
    private static bool IsHandshake(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            return true;
        }

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            return string.Equals(connect.Protocol, WebSocket, StringComparison.OrdinalIgnoreCase);
        }

        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.GetCommaSeparatedValues(HeaderNames.Upgrade).Contains(WebSocket, StringComparer.OrdinalIgnoreCase);
    }

    // The first candidate matches best.
    private static Endpoint? Find(CandidateSet candidates, Func<Endpoint, bool> predicate)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && predicate(candidates[i].Endpoint))
            {
                return candidates[i].Endpoint;
            }
        }

        return null;
    }

    /// <summary>Whether routing prefers the route of one endpoint to that of another.</summary>
    private static bool IsCloser(Endpoint endpoint, Endpoint other)
    {
        return endpoint is RouteEndpoint a
            && other is RouteEndpoint b
            && (a.Order, a.RoutePattern.InboundPrecedence).CompareTo((b.Order, b.RoutePattern.InboundPrecedence)) < 0;
    }

    private static bool IsNative(Endpoint endpoint) => endpoint.Metadata.GetMetadata<NativeEndpointMetadata>() is not null;

    private static bool IsOther(Endpoint endpoint) => !IsNative(endpoint);

    private static bool IsSignalR(Endpoint endpoint) => IsOther(endpoint) && endpoint.Metadata.GetMetadata<HubMetadata>() is not null;
}
