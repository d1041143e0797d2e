using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Protoo.Transports;

/// <summary>
/// Puts an <see cref="UpgradedStream"/> under the WebSocket of a request. The handshake is ASP.NET Core's own: an upgrade over HTTP/1.1, an
/// extended CONNECT over HTTP/2.
/// </summary>
internal sealed class NativeUpgrade : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private NativeUpgrade(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    {
        _upgrade = upgrade;
        _connect = connect;
    }

    /// <summary>The stream, once the request has been upgraded.</summary>
    public UpgradedStream? Stream { get; private set; }

    /// <summary>Whether the web server itself upgrades the request, and no middleware of the app has a part in it.</summary>
    public bool IsServersOwn => IsUpgradableRequest && _upgrade!.GetType().Assembly == typeof(KestrelServer).Assembly;

    public bool IsUpgradableRequest => _upgrade is { IsUpgradableRequest: true };

    public bool IsExtendedConnect => _connect is { IsExtendedConnect: true };

    public string? Protocol => _connect?.Protocol;

    /// <summary>Prepares a request for the WebSocket middleware that follows.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var features = context.Features;
        var upgrade = features.Get<IHttpUpgradeFeature>();
        var connect = features.Get<IHttpExtendedConnectFeature>();
        if (upgrade is { IsUpgradableRequest: true } || connect is { IsExtendedConnect: true })
        {
            var ours = new NativeUpgrade(upgrade, connect);
            features.Set(ours);
            if (upgrade is not null)
            {
                features.Set<IHttpUpgradeFeature>(ours);
            }

            if (connect is not null)
            {
                features.Set<IHttpExtendedConnectFeature>(ours);
            }

            // If the app also uses the middleware for its own endpoints, its feature would upgrade the original stream.
            features.Set<IHttpWebSocketFeature>(null);
        }

        return next(context);
    }

    public async Task<Stream> UpgradeAsync() => Stream = new UpgradedStream(await _upgrade!.UpgradeAsync().ConfigureAwait(false));

    public async ValueTask<Stream> AcceptAsync() => Stream = new UpgradedStream(await _connect!.AcceptAsync().ConfigureAwait(false));
}
