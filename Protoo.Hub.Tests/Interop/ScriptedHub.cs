using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Interop;

/// <summary>A hub that dispatches dynamically, as protoo-server apps do.</summary>
internal sealed class ScriptedHub(HubScript script) : ProtooHub
{
    [HubMethodName(ProtooMethodNames.CatchAll)]
    public Task<object?> Any(string method, RawJson data)
    {
        script.Note($"{method} {data}");
        return Task.FromResult(script.Handlers[method](data));
    }

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        script.CountConnectionRequest();
        if (script.OnConnectionRequest is { } decide)
        {
            decide(request);
        }
        else
        {
            request.Accept("r", request.HttpContext.Request.Query["peerId"]!);
        }

        return default;
    }

    protected override Task OnPeerJoinedAsync()
    {
        script.Note($"joined {Peer.Id}");
        return Task.CompletedTask;
    }

    protected override Task OnPeerClosedAsync()
    {
        script.Note($"closed {Peer.Id}");
        return script.OnPeerClosed(Peer.Id);
    }
}
