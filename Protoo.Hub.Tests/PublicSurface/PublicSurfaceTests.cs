using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.PublicSurface;

public sealed class PublicSurfaceTests
{
    private static readonly Type[] s_types = [.. typeof(ProtooHub).Assembly.GetExportedTypes(), .. typeof(ProtooRedisOptions).Assembly.GetExportedTypes()];

    private static readonly string[] s_namespaces = ["Protoo", "Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting"];

    [Fact]
    public void Classes_AreSealedOrAbstractOrStatic_OrHaveNoConstructorToDeriveWith()
    {
        Assert.All(
            s_types.Where(static type => type.IsClass),
            static type => Assert.True(
                type.IsSealed || type.IsAbstract || type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(static constructor => constructor.IsAssembly),
                type.FullName));
    }

    [Fact]
    public void Types_LiveInTheExpectedNamespaces()
    {
        Assert.Equal(s_namespaces.Order(), s_types.Select(static type => type.Namespace!).Distinct().Order());
    }

    [Fact]
    public void ExtensionClasses_AreTheOnlyOnesInTheFrameworksNamespaces()
    {
        var foreign = s_types.Where(static type => type.Namespace != nameof(Protoo));
        Assert.All(foreign, static type => Assert.True(type is { IsAbstract: true, IsSealed: true }, type.FullName));
    }

    [Fact]
    public async Task MapProtoo_NothingWasAdded_NamesTheMissingCall()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var exception = Assert.Throws<InvalidOperationException>(() => app.MapProtoo<PlainHub>("/protoo"));
        Assert.Contains("AddSignalR().AddProtoo()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapProtoo_WithoutAddProtoo_NamesTheMissingCall()
    {
        foreach (var start in (Func<Task<TestServer>>[])[() => TestServer.StartAsync<PlainHub>(static _ => { }), () => TestServer.StartAsync<OpenHub>(static _ => { })])
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(start);
            Assert.Contains("AddSignalR().AddProtoo()", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task MapProtoo_ProtooHubWithoutItsAddProtoo_NamesTheMissingCall()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(static () => TestServer.StartAsync<OpenHub>(static signalR => signalR.AddProtoo()));
        Assert.Contains("AddProtoo<OpenHub>()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapProtoo_EverythingWasAdded_Works()
    {
        await using var plain = await TestServer.StartAsync<PlainHub>(static signalR => signalR.AddProtoo());
        await using var rooms = await TestServer.StartAsync<OpenHub>(static signalR => signalR.AddProtoo<OpenHub>());
        await using var client = await ProtooTestClient.ConnectAsync(plain.WebSocketUrl("/protoo"));
        await using var peer = await ProtooTestClient.ConnectAsync(rooms.WebSocketUrl("/protoo"));
        Assert.Equal(404, (await client.RequestErrorAsync("nope")).Code);
        Assert.Equal(404, (await peer.RequestErrorAsync("nope")).Code);
    }
}
