using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub for authenticated users.</summary>
[Authorize]
internal sealed class GuardedHub : Hub
{
    public string? Who() => Context.User?.Identity?.Name;
}
