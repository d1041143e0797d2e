using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Fuzzing;

/// <summary>Methods with parameters of many kinds. They are never invoked.</summary>
internal class FuzzedHub : Hub
{
    public void None() => throw new NotSupportedException();

    public void Echo(RawJson data) => Ignore(data);

    public void Name(string name) => Ignore(name);

    public void Add(int number, RawJson data) => Ignore(number, data);

    public void Offer(FuzzedOffer offer) => Ignore(offer);

    public void Element(JsonElement data, string? to = null) => Ignore(data, to);

    public void Set(bool flag, DayOfWeek? day = DayOfWeek.Friday, double level = 0.5, Guid key = default) => Ignore(flag, day, level, key);

    public void Numbers(int[] numbers) => Ignore(numbers);

    public IAsyncEnumerable<int> Enumerate() => throw new NotSupportedException();

    [RequestOnly]
    public void Ask(DateTimeOffset? time) => Ignore(time);

    protected static void Ignore(params object?[] values) => _ = values;
}
