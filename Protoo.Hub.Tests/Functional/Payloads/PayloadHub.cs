using System.Text;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>Sends the same values in every way that values leave a hub.</summary>
internal sealed class PayloadHub : ProtooHub
{
    private static readonly Animal s_cat = new Animal.Cat("Tom", 9);

    public static readonly Dictionary<string, object> Values = new()
    {
        ["derived"] = s_cat,
        ["nested"] = new Animal.Dog("Spike", s_cat),
        ["array"] = new[] { s_cat },
        ["list of objects"] = new List<object?> { s_cat, 1, null, "x" },
        ["objects"] = new object?[] { s_cat, null },
        ["dictionary"] = new Dictionary<string, Animal> { ["Key"] = s_cat },
        ["property"] = new { SomeAnimal = s_cat, Nothing = (string?)null },
        ["interface"] = new IShape.Circle(0.5),
        ["enum"] = DayOfWeek.Friday,
        ["text"] = "<é&'\"\\\n\U0001F600",
        ["false"] = false,
        ["number"] = 1.50m,
        ["time"] = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(6)),
        ["bytes"] = new byte[] { 1, 2, 3 },
        ["empty"] = new object(),
        ["raw"] = new RawJson(Encoding.UTF8.GetBytes("""{"a":1.00}""")),
    };

    public object Give(string name) => Values[name];

    public async Task<object> GiveLater(string name) => await Task.FromResult(Values[name]);

    public Task Tell(string name) => Room.NotifyAsync("told", Values[name]);

    public Task TellCaller(string name) => Clients.Caller.SendAsync("told", Values[name]);

    public Task TellTwo(string name) => Clients.Caller.SendAsync("two", Values[name], Values[name]);

    public async Task<RawJson> Ask(string name) => await Peer.RequestAsync("ask", Values[name]);

    public async Task<RawJson> SetData(string name)
    {
        await Peer.SetDataAsync(Values[name]);
        return Peer.Data;
    }

    public RawJson GetData() => Peer.Data;

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        var query = request.HttpContext.Request.Query;
        request.Accept("r", query["peerId"]!, query["data"] is [{ } name] ? Values[name] : null);
        return default;
    }
}
