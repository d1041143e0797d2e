using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Protoo.Transports;

/// <summary>What a hub may ask of the HTTP request of a connection that was taken over from HTTP. It is small, for many never ask.</summary>
internal sealed class RequestCopy :
    IEndpointFeature, IHttpAuthenticationFeature, IHttpConnectionFeature, IHttpRequestIdentifierFeature, IHttpRequestLifetimeFeature, IRouteValuesFeature
{
    private readonly ConnectionTakeover _connection;
    private readonly string _method;
    private readonly string _protocol;
    private readonly string _scheme;
    private readonly string _pathBase;
    private readonly string _path;
    private readonly string _query;
    private readonly string _target;
    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly IAuthenticateResultFeature? _authentication;
    private readonly IItemsFeature? _items;
    private readonly ISessionFeature? _session;
    private RouteValueDictionary? _routeValues;

    public RequestCopy(HttpContext context, ConnectionTakeover connection)
    {
        _connection = connection;
        var features = context.Features;
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        (_method, _protocol, _scheme) = (request.Method, request.Protocol, request.Scheme);
        (_pathBase, _path, _query, _target) = (request.PathBase, request.Path, request.QueryString, request.RawTarget);
        _headers = [.. request.Headers];
        (_authentication, _items, _session) = (features.Get<IAuthenticateResultFeature>(), features.Get<IItemsFeature>(), features.Get<ISessionFeature>());
        (Endpoint, User) = (context.GetEndpoint(), features.Get<IHttpAuthenticationFeature>()?.User);

        // Kestrel empties its own when the request ends.
        _routeValues = features.Get<IRouteValuesFeature>()?.RouteValues is { Count: > 0 } values ? new RouteValueDictionary(values) : null;
        (TraceIdentifier, ConnectionId) = (context.TraceIdentifier, context.Connection.Id);
        (LocalIpAddress, LocalPort) = (context.Connection.LocalIpAddress, context.Connection.LocalPort);
        (RemoteIpAddress, RemotePort) = (context.Connection.RemoteIpAddress, context.Connection.RemotePort);
        RequestAborted = connection.Closed;
    }

    public Endpoint? Endpoint { get; set; }

    public ClaimsPrincipal? User { get; set; }

    public RouteValueDictionary RouteValues
    {
        get => LazyInitializer.EnsureInitialized(ref _routeValues);
        set => _routeValues = value;
    }

    public string TraceIdentifier { get; set; }

    public string ConnectionId { get; set; }

    public IPAddress? LocalIpAddress { get; set; }

    public int LocalPort { get; set; }

    public IPAddress? RemoteIpAddress { get; set; }

    public int RemotePort { get; set; }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => _connection.Abort();

    /// <summary>Makes a request of it, whose services must be disposed of.</summary>
    public HttpContext CreateHttpContext()
    {
        // The connection has features of its own, such as that of TLS.
        var features = new FeatureCollection(_connection.Features);
        features.Set<IHttpRequestFeature>(CreateRequest());
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IEndpointFeature>(this);
        features.Set<IHttpAuthenticationFeature>(this);
        features.Set<IHttpConnectionFeature>(this);
        features.Set<IHttpRequestIdentifierFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IRouteValuesFeature>(this);
        features.Set(_authentication);
        features.Set(_items);
        features.Set(_session);
        var context = new DefaultHttpContext(features);
        features.Set<IServiceProvidersFeature>(new RequestServicesFeature(context, _connection.Scopes));
        return context;
    }

    private HttpRequestFeature CreateRequest()
    {
        var request = new HttpRequestFeature
        {
            Method = _method,
            Protocol = _protocol,
            Scheme = _scheme,
            PathBase = _pathBase,
            Path = _path,
            QueryString = _query,
            RawTarget = _target,
        };
        foreach (var (name, value) in _headers)
        {
            request.Headers[name] = value;
        }

        return request;
    }
}
