using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;

namespace Protoo.Transports;

/// <summary>What a hub may ask of the HTTP request of a connection that was taken over from HTTP. It is small, for many never ask.</summary>
internal sealed class RequestCopy : IHttpRequestLifetimeFeature
{
    private readonly ConnectionTakeover _connection;
    private readonly byte[] _texts;
    private readonly IPAddress? _localAddress;
    private readonly IPAddress? _remoteAddress;
    private readonly int _localPort;
    private readonly int _remotePort;
    private readonly Endpoint? _endpoint;
    private readonly RouteValueDictionary? _routeValues;
    private readonly ClaimsPrincipal? _user;
    private readonly IAuthenticateResultFeature? _authentication;
    private readonly IItemsFeature? _items;
    private readonly ISessionFeature? _session;

    public RequestCopy(HttpContext context, ConnectionTakeover connection)
    {
        _connection = connection;
        _texts = Pack(context);
        (_localAddress, _localPort) = (context.Connection.LocalIpAddress, context.Connection.LocalPort);
        (_remoteAddress, _remotePort) = (context.Connection.RemoteIpAddress, context.Connection.RemotePort);
        _endpoint = context.GetEndpoint();

        // Kestrel empties its own when the request ends.
        var features = context.Features;
        _routeValues = features.Get<IRouteValuesFeature>()?.RouteValues is { Count: > 0 } values ? new RouteValueDictionary(values) : null;
        _user = features.Get<IHttpAuthenticationFeature>()?.User;
        (_authentication, _items, _session) = (features.Get<IAuthenticateResultFeature>(), features.Get<IItemsFeature>(), features.Get<ISessionFeature>());
        RequestAborted = connection.Closed;
    }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => _connection.Abort();

    /// <summary>Makes a request of it, whose services must be disposed of.</summary>
    public HttpContext CreateHttpContext()
    {
        // The connection has features of its own, such as that of TLS.
        var features = new FeatureCollection(_connection.Features);
        Unpack(features);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IRouteValuesFeature>(new RouteValuesFeature { RouteValues = new RouteValueDictionary(_routeValues) });
        features.Set<IHttpAuthenticationFeature>(new HttpAuthenticationFeature { User = _user });
        features.Set(_authentication);
        features.Set(_items);
        features.Set(_session);
        var context = new DefaultHttpContext(features);
        context.SetEndpoint(_endpoint);
        features.Set<IServiceProvidersFeature>(new RequestServicesFeature(context, _connection.Scopes));
        return context;
    }

    // As UTF-8 in one array, they take a third of the memory.
    private static byte[] Pack(HttpContext context)
    {
        using var texts = new MemoryStream();
        using var writer = new BinaryWriter(texts);
        writer.Write(context.TraceIdentifier);
        writer.Write(context.Connection.Id);
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        writer.Write(request.Method);
        writer.Write(request.Protocol);
        writer.Write(request.Scheme);
        writer.Write(request.PathBase);
        writer.Write(request.Path);
        writer.Write(request.QueryString);
        writer.Write(request.RawTarget);
        foreach (var (name, values) in request.Headers)
        {
            writer.Write(name);
            writer.Write7BitEncodedInt(values.Count);
            foreach (var value in values)
            {
                writer.Write(value ?? "");
            }
        }

        return texts.ToArray();
    }

    private void Unpack(FeatureCollection features)
    {
        using var texts = new MemoryStream(_texts);
        using var reader = new BinaryReader(texts);
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = reader.ReadString() });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
        {
            ConnectionId = reader.ReadString(),
            LocalIpAddress = _localAddress,
            LocalPort = _localPort,
            RemoteIpAddress = _remoteAddress,
            RemotePort = _remotePort,
        });
        var request = new HttpRequestFeature
        {
            Method = reader.ReadString(),
            Protocol = reader.ReadString(),
            Scheme = reader.ReadString(),
            PathBase = reader.ReadString(),
            Path = reader.ReadString(),
            QueryString = reader.ReadString(),
            RawTarget = reader.ReadString(),
        };
        while (texts.Position < texts.Length)
        {
            var name = reader.ReadString();
            var values = new string[reader.Read7BitEncodedInt()];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.ReadString();
            }

            request.Headers[name] = values;
        }

        features.Set<IHttpRequestFeature>(request);
    }
}
