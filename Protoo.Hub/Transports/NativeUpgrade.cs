using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Transports;

/// <summary>
/// Puts an <see cref="UpgradedStream"/> under the WebSocket of a request, whose handshake is ASP.NET Core's own: over HTTP/1.1 an
/// upgrade, over HTTP/2 an extended CONNECT.
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

    /// <summary>The stream, once the request was upgraded.</summary>
    public UpgradedStream? Stream { get; private set; }

    public bool IsUpgradableRequest => _upgrade is { IsUpgradableRequest: true };

    public bool IsExtendedConnect => _connect is { IsExtendedConnect: true };

    public string? Protocol => _connect?.Protocol;

    /// <summary>Prepares a request, for the WebSocket middleware that comes after.</summary>
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

            // The app may have the middleware for its own endpoints, too, and then this would be an upgrade of the stream as it was.
            features.Set<IHttpWebSocketFeature>(null);
        }

        return next(context);
    }

    public async Task<Stream> UpgradeAsync() => Stream = new UpgradedStream(await _upgrade!.UpgradeAsync());

    public async ValueTask<Stream> AcceptAsync() => Stream = new UpgradedStream(await _connect!.AcceptAsync());
}
