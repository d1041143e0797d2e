using Microsoft.AspNetCore.SignalR;

namespace Protoo.Benchmarks.Micro;

/// <summary>The least that a hub can do with a request.</summary>
internal sealed class EchoHub : Hub
{
    public RawJson Echo(RawJson data) => data;
}
