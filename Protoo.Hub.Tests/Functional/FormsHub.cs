using System.Threading.Channels;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Functional;

/// <summary>A hub that knows nothing of protoo, with parameters of all forms. It returns what it got.</summary>
internal sealed class FormsHub : Hub
{
    public string SetMuted(bool muted) => $"{muted}";

    public string SetVolume(int volume = 11) => $"{volume}";

    public string Rename(string? name) => name ?? "nobody";

    public string Entitle(string title) => $"'{title}'";

    public string Join(string displayName, string? device, int seats = 1) => $"{displayName} {device ?? "nothing"} {seats}";

    public string Implicit(int number, Service service) => $"{number} {service.Name}";

    public string Explicit(int number, [FromServices] Service service, [FromKeyedServices("key")] Service keyed)
        => $"{number} {service.Name} {keyed.Name}";

    public string Canceled(string text, CancellationToken token) => $"{text} {token.IsCancellationRequested}";

    public string CanceledWithService(Service service, string text, CancellationToken token) => $"{text} {service.Name} {token.IsCancellationRequested}";

    public string NullableService(string a, string b, Service? service) => $"{a} {b} {service?.Name}";

    public string All(int number, IEnumerable<Service> services) => $"{number} {string.Join(' ', services.Select(static service => service.Name))}";

    public string Numbers(IEnumerable<int> numbers) => $"{numbers.Sum()}";

    public async IAsyncEnumerable<int> Count()
    {
        yield return await Task.FromResult(1);
    }

    public Task<ChannelReader<int>> CountLater() => throw new NotSupportedException();

    public Task Upload(IAsyncEnumerable<int> numbers) => throw new NotSupportedException(numbers.ToString());

    internal sealed record Service(string Name);
}
