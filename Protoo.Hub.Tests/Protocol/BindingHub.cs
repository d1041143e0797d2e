using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Tests.Protocol;

/// <summary>Methods with parameters of every kind. What they do does not matter.</summary>
internal sealed class BindingHub : Hub, IDisposable
{
    public int this[int index] => index;

    public void SetMuted(bool muted) => Ignore(muted);

    public void SetVolume(int volume) => Ignore(volume);

    public void SetLevel(double level = 0.5) => Ignore(level);

    public void SetName(string name) => Ignore(name);

    public void Rename(string? name) => Ignore(name);

    public void Greet(string? greeting = "hello") => Ignore(greeting);

    public void SetDay(DayOfWeek day = DayOfWeek.Friday) => Ignore(day);

    public void SetDayOff(DayOfWeek? day = DayOfWeek.Friday) => Ignore(day);

    public void SetLimit(int? limit) => Ignore(limit);

    public void SetStart(DateTime start) => Ignore(start);

    public void SetEnd(DateTimeOffset end = default) => Ignore(end);

    public void SetSpan(DateOnly date, TimeOnly time, TimeSpan span) => Ignore(date, time, span);

    public void SetKey(Guid key) => Ignore(key);

    public void SetPage(Uri? page) => Ignore(page);

    public void SetGrade(char grade) => Ignore(grade);

    public void SetPrice(decimal price = 9.99m) => Ignore(price);

    public void SetHuge(Int128 huge) => Ignore(huge);

    public void Join(string displayName, string device) => Ignore(displayName, device);

    public void Invite(string displayName, string? device, int seats = 3, int? rows = null) => Ignore(displayName, device, seats, rows);

    public void Send(RawJson data, string? to = null) => Ignore(data, to);

    public void Draw(RawJson shape = default, Offer? offer = null) => Ignore(shape, offer);

    public void TakeRaw(RawJson data) => Ignore(data);

    public void TakeElement(JsonElement data) => Ignore(data);

    public void TakeObject(object data) => Ignore(data);

    public void TakeOffer(Offer offer) => Ignore(offer);

    public void TakeNumbers(int[] numbers) => Ignore(numbers);

    public void Upper(int a, int A) => Ignore(a, A);

#nullable disable
    public void Oblivious(string first, string second) => Ignore(first, second);
#nullable restore

    [HubMethodName("other-name")]
    public void Named(int number) => Ignore(number);

    public void Implicit(int number, Service service) => Ignore(number, service);

    // The compiler adds an attribute that keeps SignalR from looking for the service.
    public void NullableService(string a, string b, Service? service) => Ignore(a, b, service);

    public void Explicit(int number, [Marked] Service service, [FromKeyedServices("key")] Service keyed) => Ignore(number, service, keyed);

    public void Several(IEnumerable<Service> services, IEnumerable<int> numbers) => Ignore(services, numbers);

    public void Canceled(int number, Service service, CancellationToken token) => Ignore(number, service, token);

    public IAsyncEnumerable<int> Enumerate() => throw new NotSupportedException();

    public Task<IAsyncEnumerable<int>> EnumerateLater() => throw new NotSupportedException();

    public ChannelReader<int> ReadAll() => throw new NotSupportedException();

    public ValueTask<ChannelReader<int>> ReadAllLater() => throw new NotSupportedException();

    public Channel<int> NotAStream() => throw new NotSupportedException();

    public Task Upload(string name, IAsyncEnumerable<int> values) => throw new NotSupportedException();

    public Task UploadAll(ChannelReader<int> values) => throw new NotSupportedException();

    [RequestOnly]
    public int Ask(int number) => number;

    internal void NotPublic() => Ignore();

    public static void NotOfTheInstance() => Ignore();

    private static void Ignore(params object?[] values) => _ = values;

    internal sealed class Service;

    /// <summary>Like MVC's FromServices.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class MarkedAttribute : Attribute, Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata;
}
