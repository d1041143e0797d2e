using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace Protoo.Tests.Infrastructure;

/// <summary>What an operator sees of a room that is watched.</summary>
internal sealed class TrafficStream : IAsyncDisposable
{
    private const int MaximumSkipped = 1_000;

    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private Task _reading = Task.CompletedTask;

    private TrafficStream(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _events = SseParser.Create(stream, static (_, data) => Encoding.UTF8.GetString(data)).EnumerateAsync().GetAsyncEnumerator();
    }

    public static async Task<TrafficStream> OpenAsync(HttpResponseMessage response)
    {
        var stream = new TrafficStream(response, await response.Content.ReadAsStreamAsync());
        Assert.True(await stream._events.MoveNextAsync().AsTask().DefaultTimeout());
        Assert.Equal("watching", stream._events.Current.EventType);
        return stream;
    }

    /// <summary>Reads what happens next; null if the stream has ended.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        var reading = _events.MoveNextAsync().AsTask();
        _reading = reading;
        if (!await reading.DefaultTimeout())
        {
            return null;
        }

        using var document = JsonDocument.Parse(_events.Current.Data);
        return document.RootElement.Clone();
    }

    /// <summary>Reads what happens next, in short: <c>request a &gt; hub echo 12</c>.</summary>
    public async Task<string> ReadShortAsync()
    {
        return await ReadAsync() is { } entry ? ToShort(entry) : "end";
    }

    /// <summary>Reads until something happens, given in short, and skips the rest.</summary>
    public async Task<JsonElement> ReadUntilAsync(string expected)
    {
        var skipped = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < MaximumSkipped; i++)
        {
            var entry = await ReadAsync() ?? throw new InvalidOperationException($"The stream has ended after: {string.Join(", ", skipped)}");
            var text = ToShort(entry);
            if (text == expected)
            {
                return entry;
            }

            skipped.Add(text);
        }

        throw new InvalidOperationException($"'{expected}' is not among: {string.Join(", ", skipped)}");
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
    }

    private static string ToShort(JsonElement entry)
    {
        var to = entry.GetProperty("to");
        var receivers = entry.GetProperty("receivers").GetInt32();
        var text = new StringBuilder($"{entry.GetProperty("kind").GetString()} {entry.GetProperty("from").GetString() ?? "app"}");
        if (to.ValueKind == JsonValueKind.Array || receivers > 0 || entry.GetProperty("method").ValueKind == JsonValueKind.String)
        {
            text.Append(" > ").Append(to.ValueKind == JsonValueKind.Array ? string.Join('+', to.EnumerateArray()) : receivers > 0 ? $"{receivers} peers" : "hub");
        }

        text.Append(' ').Append(entry.GetProperty("method").GetString()).Append(' ').Append(entry.GetProperty("size").GetInt32());
        return entry.GetProperty("code").ValueKind == JsonValueKind.Number ? $"{text} {entry.GetProperty("code").GetInt32()}" : text.ToString();
    }
}
