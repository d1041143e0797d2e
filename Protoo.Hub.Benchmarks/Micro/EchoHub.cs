using Microsoft.AspNetCore.SignalR;

namespace Protoo.Benchmarks.Micro;

/// <summary>A hub that does the least possible with a request.</summary>
internal sealed class EchoHub : Hub
{
    public RawJson Echo(RawJson data) => data;
}
