using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Protocol;

/// <summary>A hub with a request-only method and a catch-all.</summary>
internal sealed class AskingHub : Hub
{
    [RequestOnly]
    public int Ask(int number) => number;

    [HubMethodName(ProtooMethodNames.CatchAll)]
    public string Any(string method, RawJson data) => $"{method}{data}";
}
