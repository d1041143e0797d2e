using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>MapProtoo gives its endpoint the same metadata as MapHub. Additions in the next SDK show up here.</summary>
public sealed class EndpointMetadataTests
{
    // Type names without namespaces.
    private static readonly string[] s_onlyOfMapHub = [];

    private static readonly string[] s_onlyOfMapProtoo = ["NativeEndpointMetadata"];

    [Fact]
    public async Task MapProtoo_SaysOfItsEndpointWhatMapHubSays()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSignalR().AddProtoo();
        await using var app = builder.Build();
        app.MapHub<GuardedHub>("/hub", static options => options.AuthorizationData.Add(new AuthorizeAttribute("data"))).RequireAuthorization("convention");
        app.MapProtoo<GuardedHub>("/protoo", static options => options.AuthorizationData.Add(new AuthorizeAttribute("data"))).RequireAuthorization("convention");
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        var hub = endpoints.Single(static endpoint => endpoint.RoutePattern.RawText == "/hub");
        var protoo = endpoints.Single(static endpoint => endpoint.RoutePattern.RawText == "/protoo");

        Assert.Equal(s_onlyOfMapHub, Names(hub).Except(Names(protoo)).Order());
        Assert.Equal(s_onlyOfMapProtoo, Names(protoo).Except(Names(hub)).Order());
        Assert.Equal(Policies(hub), Policies(protoo));
        Assert.Equal(hub.Order, protoo.Order);
    }

    // What others can query: visible types, and the visible interfaces of hidden types.
    private static IEnumerable<string> Names(Endpoint endpoint)
    {
        return endpoint.Metadata.SelectMany(static item => item.GetType() is { IsVisible: false } hidden && hidden.GetInterfaces() is { Length: > 0 } interfaces
            ? interfaces.Where(static type => type.IsVisible)
            : item.GetType().GetInterfaces().Append(item.GetType())).Select(static type => type.Name).Distinct();
    }

    // In order, because for some kinds the last one counts.
    private static IEnumerable<string?> Policies(Endpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(static data => data.Policy);
}
