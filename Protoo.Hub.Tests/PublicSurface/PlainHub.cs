using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.PublicSurface;

/// <summary>A hub that knows nothing of protoo.</summary>
internal sealed class PlainHub : Hub;
