using Microsoft.AspNetCore.SignalR;

namespace Protoo.Fuzzing;

/// <summary>A hub that also takes what it has no method for.</summary>
internal sealed class CatchAllHub : FuzzedHub
{
    [HubMethodName(ProtooMethodNames.CatchAll)]
    public void Other(string method, RawJson data) => Ignore(method, data);
}
