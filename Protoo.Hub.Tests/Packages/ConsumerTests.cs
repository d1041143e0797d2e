using System.Runtime.InteropServices;
using Microsoft.AspNetCore.SignalR;
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

    // Native code has no reflection for JSON, so that the app lists its types.
    private const string NativeProgram = """
        using System.Text.Json.Serialization;
        using Microsoft.AspNetCore.SignalR;
        using Protoo;

        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddSingleton<IRoomObserver<LobbyHub>, Observer>();
        builder.Services.AddSignalR()
            .AddJsonProtocol(options => options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, Payloads.Default))
            .AddProtoo<LobbyHub>(options => options.AnnouncePeers = true);
        var app = builder.Build();
        app.MapHub<LobbyHub>("/hub");
        app.MapProtoo<LobbyHub>("/protoo");
        app.MapGet("/names", async (IRoomRegistry<LobbyHub, Lobby, Member> rooms) =>
            string.Join(",", (await rooms.GetRoomsAsync()).Select(room => room.State?.Name)));
        app.Run();

        public sealed class Observer : IRoomObserver<LobbyHub>
        {
            public Task OnRoomOpenedAsync(Room room)
            {
                Console.WriteLine($"opened {room.Id}");
                return Task.CompletedTask;
            }
        }

        public sealed class Lobby(Room room)
        {
            public string Name { get; } = $"the {room.Id}";
        }

        public sealed class Member(ConnectionRequest request, Lobby lobby)
        {
            public string Title { get; } = $"{request.PeerId} of {lobby.Name}";
        }

        public enum Mood
        {
            Good,
            Bad,
        }

        public sealed record Said(string Text, Mood Mood = Mood.Good);

        public sealed record Heard(string From, Said Said);

        [JsonDerivedType(typeof(Cat), "cat")]
        public abstract record Animal;

        public sealed record Cat(int Lives) : Animal;

        [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
        [JsonSerializable(typeof(Said))]
        [JsonSerializable(typeof(Heard))]
        [JsonSerializable(typeof(Animal))]
        [JsonSerializable(typeof(string))]
        public sealed partial class Payloads : JsonSerializerContext;

        public sealed class LobbyHub : ProtooHub<Lobby, Member>
        {
            protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
            {
                request.Accept("lobby", request.HttpContext.Request.Query["peerId"].ToString());
                return default;
            }

            public Task Say(Said said) => Room.NotifyAsync("heard", new Heard(Peer.Id, said), except: [Peer.Id]);

            public string Title() => PeerState.Title;

            public Animal Breed(Animal animal, int lives) => animal is Cat cat ? cat with { Lives = cat.Lives + lives } : animal;

            public async Task<Said> Ask(string peerId) => await (Room.FindPeer(peerId) ?? throw new ProtooException(404, "no such peer")).RequestAsync<Said>("ask");

            public async ValueTask<int> Fail()
            {
                await Task.Yield();
                throw new HubException("of the app");
            }
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
        await BuildAsync(Program, "Protoo.Hub");
        await using var app = Start();
        var url = new Uri(await app.ExpectLineAsync("Now listening on: "));
        await MeetAsync(url, url);
    }

    [SkippableFact]
    public async Task TwoInstances_NativeAndSignalR_Meet()
    {
        await using var redis = await RedisServer.StartAsync();
        await BuildAsync(Program, "Protoo.Hub.StackExchangeRedis", "<DefineConstants>$(DefineConstants);REDIS</DefineConstants>");
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
        await BuildAsync(Program, "Protoo.Hub", $"""
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <SelfContained>true</SelfContained>
            <RuntimeFrameworkVersion>11.0.0</RuntimeFrameworkVersion>
            """);
        await using var app = SampleProcess.Run(Path.Combine(_folder, "out", "Consumer"), "--urls=http://127.0.0.1:0");
        var url = new Uri(await app.ExpectLineAsync("Now listening on: "));
        await MeetAsync(url, url);
    }

    [SkippableFact]
    public async Task NativeCode_WithStateAndTypesOfItsOwn_NativeAndSignalR_Meet()
    {
        Requirement.Full("Compiling to native code takes a minute, and needs a linker.");
        await BuildAsync(
            NativeProgram,
            "Protoo.Hub",
            $"""
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <PublishAot>true</PublishAot>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            """,
            command: "publish");
        await using var app = SampleProcess.Run(Path.Combine(_folder, "out", "Consumer"), "--urls=http://127.0.0.1:0");
        var url = new Uri(await app.ExpectLineAsync("Now listening on: "));

        await using var alice = await ConnectAsync(url, "alice");
        alice.OnRequest = static request => ProtooTestClient.ResponseTo(request, """
            "ok":true,"data":{"text":"no","mood":1}
            """);
        await app.ExpectLineAsync("opened lobby");
        await using var bob = await SignalRTestClient.ConnectAsync(new Uri(url, "/hub?peerId=bob"), "heard");
        Assert.Equal("""{"peerId":"bob","data":{}}""", (await alice.ReceiveNotificationAsync("newPeer")).GetRawText());
        Assert.Equal("alice of the lobby", (await alice.RequestAsync("title")).GetString());
        Assert.Equal("""{"$type":"cat","lives":9}""", (await alice.RequestAsync("breed", """{"animal":{"$type":"cat","lives":7},"lives":2}""")).GetRawText());
        await alice.RequestAsync("say", """{"text":"hello"}""");
        Assert.Equal("""{"from":"alice","said":{"text":"hello","mood":0}}""", (await bob.ReceiveAsync()).Data.GetRawText());
        Assert.Equal("""{"text":"no","mood":1}""", (await bob.InvokeAsync("Ask", "alice")).GetRawText());
        Assert.Equal((404, "no such peer"), await alice.RequestErrorAsync("ask", "\"nobody\""));
        Assert.Equal((500, "An unexpected error occurred invoking 'Fail' on the server. HubException: of the app"), await alice.RequestErrorAsync("fail"));
        Assert.Contains("HubException: of the app", (await Assert.ThrowsAsync<HubException>(() => bob.InvokeAsync("Fail"))).Message, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("the lobby", await http.GetStringAsync(new Uri(url, "/names")));
    }

    private static Task<ProtooTestClient> ConnectAsync(Uri server, string peerId)
    {
        return ProtooTestClient.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/protoo", Query = $"peerId={peerId}" }.Uri);
    }

    private static async Task MeetAsync(Uri native, Uri signalR)
    {
        await using var alice = await ConnectAsync(native, "alice");
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

    private async Task BuildAsync(string program, string package, string properties = "", string command = "build")
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Program.cs"), program);
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
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{packages.Version}" />
              </ItemGroup>
            </Project>
            """);
        var (exitCode, output) = await PackageFolder.RunAsync(command, _folder, "--output", Path.Combine(_folder, "out"), "--nologo");
        Assert.True(exitCode == 0, output);
    }
}
