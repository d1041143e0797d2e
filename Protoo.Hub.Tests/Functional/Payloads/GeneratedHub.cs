using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>A hub of an app without reflection.</summary>
internal sealed class GeneratedHub : ProtooHub
{
    public RawJson Echo(RawJson data) => data;

    public string Two(int number, RawJson data) => $"{number} {data}";

    public Animal Cat(string name) => new Animal.Cat(name, 9);

    public int Add(int a, int b) => a + b;

    public Task Tell(RawJson data) => Clients.Group("protoo:room:r").SendAsync("told", data);

    public Task TellSeveral() => Clients.Caller.SendAsync("several", 1, "x", new Animal.Cat("Tom", 9), default(RawJson), null);

    public async Task<RawJson> Ask(RawJson data) => await Peer.RequestAsync("ask", data);

    public async Task<Animal> AskTyped() => await Peer.RequestAsync<Animal>("ask", new Animal.Cat("Tom", 9));

    public Task SetData() => Peer.SetDataAsync(new Animal.Cat("Tom", 9));

    public People GetPeople() => new([.. Room.Peers.Select(static peer => new Person(peer.Id, peer.Data))]);

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.Accept("r", request.HttpContext.Request.Query["peerId"]!, new Animal.Cat("é<", 1));
        return default;
    }

    internal sealed record People(IReadOnlyList<Person> List);

    internal sealed record Person(string Id, RawJson Data);
}
