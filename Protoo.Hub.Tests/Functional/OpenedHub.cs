using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub that leaves it to its endpoint who may come.</summary>
internal sealed class OpenedHub : Hub
{
    public string? Who() => Context.User?.Identity?.Name;
}
