namespace Protoo.Tests.Functional;

/// <summary>Decides on connections as their query asks.</summary>
internal sealed class DecidingHub : ProtooHub
{
    private ConnectionRequest Request => Context.Features.Get<ConnectionRequest>()!;

    public object Info() => new
    {
        path = Request.HttpContext.Request.Path.Value,
        origin = Request.Origin,
        address = Request.RemoteEndPoint?.Address.ToString(),
        user = Request.User.Identity?.Name,
        transport = Request.Transport.ToString(),
    };

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        switch (request.HttpContext.Request.Query["wish"].ToString())
        {
            case "reject":
                request.Reject();
                break;
            case "reject-402":
                request.Reject(402, "No Money");
                break;
            case "reject-injection":
                request.Reject(403, "a\r\nSet-Cookie: bä");
                break;
            case "reject-after-upgrade":
                request.Reject(403, "Not Allowed", afterUpgrade: true);
                break;
            case "reject-long":
                request.Reject(403, new string('ä', 500), afterUpgrade: true);
                break;
            case "throw":
                throw new InvalidOperationException("secret");
            case "throw-protoo":
                throw new ProtooException(418, "teapot");
            case "neither":
                break;
            default:
                request.Accept("r", request.HttpContext.Request.Query["peerId"] is [{ } peerId] ? peerId : "p");
                break;
        }

        return default;
    }
}
