using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

internal static class LifeServer
{
    public static Task<TestServer> StartAsync(LifeHub.Script script, Action<ProtooOptions>? configure = null)
    {
        return TestServer.StartAsync<LifeHub>(
            signalR => signalR.AddProtoo<LifeHub>(configure),
            builder => builder.Services.AddSingleton(script));
    }
}
