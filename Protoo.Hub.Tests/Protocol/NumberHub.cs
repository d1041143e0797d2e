using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Protocol;

/// <summary>A catch-all that takes a number, with a default value.</summary>
internal sealed class NumberHub : Hub
{
    [HubMethodName(ProtooMethodNames.CatchAll)]
    public string Any(string method, int number = 5) => $"{method}{number}";
}
