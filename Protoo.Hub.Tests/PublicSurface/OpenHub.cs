namespace Protoo.Tests.PublicSurface;

/// <summary>A hub that accepts everybody.</summary>
internal sealed class OpenHub : ProtooHub
{
    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.Accept("r", "p");
        return default;
    }
}
