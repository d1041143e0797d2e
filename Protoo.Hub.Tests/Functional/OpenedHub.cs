using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub that leaves authorization to its endpoint.</summary>
internal sealed class OpenedHub : Hub
{
    public string? Who() => Context.User?.Identity?.Name;
}
