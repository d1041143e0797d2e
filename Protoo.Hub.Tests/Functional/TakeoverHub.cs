using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>A hub that says what it knows of its HTTP request.</summary>
internal sealed class TakeoverHub : ProtooHub
{
    private HttpContext Request => Context.GetHttpContext()!;

    /// <summary>Whether the request is a copy, which cannot be upgraded again.</summary>
    public bool IsTakenOver() => Request.Features.Get<IHttpUpgradeFeature>() is null && Request.Features.Get<IHttpExtendedConnectFeature>() is null;

    public string[] Describe() =>
    [
        $"{Request.Request.Method} {Request.Request.Scheme} {Request.Request.Protocol} {Request.Request.Host.Host} {Request.Request.PathBase}{Request.Request.Path}{Request.Request.QueryString}",
        $"{Request.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}",
        $"{Request.Request.Headers["X-Test"]} {Request.Request.Headers["X-Empty"].Count} {string.Join('|', Request.Request.Headers["X-Many"].ToArray())}",
        $"{Request.Connection.Id == Request.Features.GetRequiredFeature<IConnectionIdFeature>().ConnectionId}",
        $"{Request.Connection.RemoteIpAddress} {Request.Connection.RemotePort > 0} {Request.Connection.LocalPort > 0}",
        $"{Request.User.Identity?.Name} {Context.User?.Identity?.Name}",
        $"{Request.GetRouteValue("tenant")}",
        $"{Request.GetEndpoint()?.DisplayName}",
        $"{Request.Items["item"]}",
        $"{Request.TraceIdentifier}",
        $"{Request.RequestServices.GetService<Scoped>() is not null}",
        $"{Context.Features.Get<ConnectionRequest>()?.HttpContext == Request}",
    ];

    public bool IsEncrypted() => Request.Features.Get<ITlsHandshakeFeature>() is not null;

    public bool HasAmbient(IHttpContextAccessor accessor) => accessor.HttpContext is not null || Activity.Current is { Source.Name: "Microsoft.AspNetCore" };

    public Task CloseMe() => Peer.CloseAsync();

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.HttpContext.RequestServices.GetService<RequestWatch>()?.Watch(request.HttpContext);
        request.Accept("r", request.HttpContext.Request.Query["peerId"].ToString());
        return default;
    }

    /// <summary>A service of a request.</summary>
    internal sealed class Scoped(RequestWatch watch) : IDisposable
    {
        public void Dispose() => watch.Disposed.TrySetResult();
    }

    /// <summary>What has become of the original request, and of its services.</summary>
    internal sealed class RequestWatch
    {
        private WeakReference? _request;

        public bool IsAlive => _request?.IsAlive ?? false;

        public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Watch(HttpContext request) => _request = new WeakReference(request.Features.Get<IHttpRequestFeature>());
    }
}
