using System.Runtime.InteropServices;
using Protoo.Tests.Samples;

namespace Protoo.Tests.Packages;

/// <summary>An app that uses only the packages, not this repository.</summary>
public sealed class ConsumerTests(PackageFolder packages) : IClassFixture<PackageFolder>, IDisposable
{
    private const string Program = """
        using Microsoft.AspNetCore.SignalR;
        using Protoo;

        var builder = WebApplication.CreateBuilder(args);
        var signalR = builder.Services.AddSignalR().AddProtoo<LobbyHub>(options => options.AnnouncePeers = true);
        #if REDIS
        signalR.AddProtooRedis(builder.Configuration.GetConnectionString("Redis")!);
        #endif
        builder.Services.AddHealthChecks().AddProtooReadiness();
        var app = builder.Build();
        app.MapHub<LobbyHub>("/hub");
        app.MapProtoo<LobbyHub>("/protoo");
        app.MapHealthChecks("/ready");
        app.Run();

        public sealed class LobbyHub : ProtooHub
        {
            protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
            {
                request.Accept("lobby", request.HttpContext.Request.Query["peerId"].ToString());
                return default;
            }

            public Task Chat(string text) => Room.NotifyAsync("chat", new { from = Peer.Id, text }, except: [Peer.Id]);

            public Task Shout(string text) => Clients.All.SendAsync("shout", text);

            public async Task<int> Ask(string peerId) => await (Room.FindPeer(peerId) ?? throw new ProtooException(404, "no such peer")).RequestAsync<int>("add", new { a = 1, b = 2 });
        }
        """;

    private readonly List<int> _ports = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("protoo-consumer").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var package in (string[])["protoo.hub", "protoo.hub.stackexchangeredis"])
        {
            var restored = Path.Combine(cache, package, packages.Version);
            if (Directory.Exists(restored))
            {
                Directory.Delete(restored, recursive: true);
            }
        }
    }

    [Fact]
    public async Task OneInstance_NativeAndSignalR_Meet()
    {
        await BuildAsync("Protoo.Hub", string.Empty);
        await using var app = Start();
        var url = new Uri(await app.ExpectLineAsync("Now listening on: "));
        await MeetAsync(url, url);
    }

    [SkippableFact]
    public async Task TwoInstances_NativeAndSignalR_Meet()
    {
        await using var redis = await RedisServer.StartAsync();
        await BuildAsync("Protoo.Hub.StackExchangeRedis", "REDIS");
        await using var one = Start($"--ConnectionStrings:Redis=127.0.0.1:{redis.Port}");
        await using var two = Start($"--ConnectionStrings:Redis=127.0.0.1:{redis.Port}");
        _ = await one.ExpectLineAsync("Member of the cluster");
        _ = await two.ExpectLineAsync("Member of the cluster");
        await MeetAsync(new Uri($"http://127.0.0.1:{_ports[0]}"), new Uri($"http://127.0.0.1:{_ports[1]}"));
    }

    [SkippableFact]
    public async Task SelfContained_OnTheNextRuntime_NativeAndSignalR_Meet()
    {
        Requirement.Full("A runtime of 100 MB is downloaded.");
        await BuildAsync("Protoo.Hub", string.Empty, $"""
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <SelfContained>true</SelfContained>
            <RuntimeFrameworkVersion>11.0.0</RuntimeFrameworkVersion>
            """);
        await using var app = SampleProcess.Run(Path.Combine(_folder, "out", "Consumer"), "--urls=http://127.0.0.1:0");
        var url = new Uri(await app.ExpectLineAsync("Now listening on: "));
        await MeetAsync(url, url);
    }

    private static async Task MeetAsync(Uri native, Uri signalR)
    {
        await using var alice = await ProtooTestClient.ConnectAsync(new UriBuilder(native) { Scheme = "ws", Path = "/protoo", Query = "peerId=alice" }.Uri);
        alice.OnRequest = static request => ProtooTestClient.ResponseTo(request, "\"ok\":true,\"data\":3");
        await using var bob = await SignalRTestClient.ConnectAsync(new Uri(signalR, "/hub?peerId=bob"), "chat", "shout");
        Assert.Equal("bob", (await alice.ReceiveNotificationAsync("newPeer")).GetProperty("peerId").GetString());
        await alice.RequestAsync("chat", "\"hello\"");
        Assert.Equal("hello", (await bob.ReceiveAsync()).Data.GetProperty("text").GetString());
        await alice.RequestAsync("shout", "\"hey\"");
        Assert.Equal("hey", (await bob.ReceiveAsync()).Data.GetString());
        Assert.Equal(3, (await bob.InvokeAsync("Ask", "alice")).GetInt32());
        Assert.Equal(404, (await alice.RequestErrorAsync("ask", "\"nobody\"")).Code);
    }

    private SampleProcess Start(params string[] arguments)
    {
        var port = FreePort.Find();
        _ports.Add(port);
        return SampleProcess.Run("dotnet", [Path.Combine(_folder, "out", "Consumer.dll"), $"--urls=http://127.0.0.1:{port}", .. arguments]);
    }

    private async Task BuildAsync(string package, string constant, string properties = "")
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Program.cs"), Program);
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packages" value="{packages.Path}" />
              </packageSources>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <DefineConstants>$(DefineConstants);{constant}</DefineConstants>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{packages.Version}" />
              </ItemGroup>
            </Project>
            """);
        var (exitCode, output) = await PackageFolder.RunAsync("build", _folder, "--output", Path.Combine(_folder, "out"), "--nologo");
        Assert.True(exitCode == 0, output);
    }
}
