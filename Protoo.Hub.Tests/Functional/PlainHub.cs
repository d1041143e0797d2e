using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub that knows nothing of protoo.</summary>
internal sealed class PlainHub(PlainHub.Dependency dependency) : Hub
{
    public string ConnectionId() => Context.ConnectionId;

    public string Injected() => dependency.Name;

    [HubMethodName("other-name")]
    public string Renamed() => "renamed";

    [Authorize]
    public string? Secret() => Context.User?.FindFirstValue(ClaimTypes.Name);

    public int Add(int a, int b) => a + b;

    public string FromServices(string data, Dependency injected) => $"{data} {injected.Name}";

    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);

    public Task SendToGroup(string group) => Clients.Group(group).SendAsync("told", group);

    public Task SendVarious() => Task.WhenAll(
        Clients.Caller.SendAsync("none"),
        Clients.Caller.SendAsync("one", new { A = 1 }),
        Clients.Caller.SendAsync("two", 1, "x"));

    public async Task<int> AskCaller() => (await Clients.Caller.InvokeAsync<Answer>("ask", new { question = 1 }, CancellationToken.None)).Number;

    public async Task<string> AskAndFail()
    {
        try
        {
            await Clients.Caller.InvokeAsync<Answer>("ask", CancellationToken.None);
            return "answered";
        }
        catch (HubException exception)
        {
            return exception.Message;
        }
    }

    public void Abort() => Context.Abort();

    public void Missing() => throw new HubException("told on purpose");

    internal sealed record Answer(int Number);

    internal sealed class Dependency
    {
        public string Name { get; } = "injected";
    }
}
