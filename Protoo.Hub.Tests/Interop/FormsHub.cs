using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Interop;

/// <summary>A hub that knows nothing of protoo, with methods of any number of parameters.</summary>
internal sealed class FormsHub(HubScript script) : Hub
{
    public string Ping() => "pong";

    public int Double(int number) => 2 * number;

    public int Add(int first, int second) => first + second;

    public string SetMuted(bool muted) => $"{muted}";

    public string SetVolume(int volume) => $"{volume}";

    public string Rename(string? name) => name ?? "nobody";

    public string Entitle(string title) => $"'{title}'";

    public string Join(string displayName, string device) => $"{displayName} {device}";

    public void Note(string text) => script.Note(text);

    public Task Hold() => script.HoldAsync();

    public void NotePing() => script.Note("ping");

    public void Refuse() => throw new ProtooException(42, "It is: locked");

    [Authorize]
    public string Secret() => "secret";
}
