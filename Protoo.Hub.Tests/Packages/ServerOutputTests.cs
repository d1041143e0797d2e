namespace Protoo.Tests.Packages;

/// <summary>What the build of the room server consists of.</summary>
public sealed class ServerOutputTests
{
    // The packages bring it along, but a reference from project to project does not.
    [Fact]
    public void SignalRsBackplane_HasWhatItNeeds()
    {
        var dependencies = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Protoo.Hub.Server.deps.json"));
        Assert.Contains("Microsoft.AspNetCore.SignalR.StackExchangeRedis.dll", dependencies, StringComparison.Ordinal);
        Assert.Contains("MessagePack.dll", dependencies, StringComparison.Ordinal);
    }
}
