using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Protoo.Clustering.Redis;
using Protoo.Server;

namespace Protoo.Tests.Docs;

/// <summary>docs/operations.md lists everything that a server shows of itself.</summary>
public sealed class OperationsTests
{
    private static readonly string s_page = new MarkdownPage("docs/operations.md").Text;

    [Fact]
    public async Task Instruments_AreAllListed_WithTheirUnits()
    {
        var instruments = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ProtooMetrics.MeterName)
            {
                lock (instruments)
                {
                    instruments.Add(instrument);
                }
            }
        };
        listener.Start();
        await using var redis = await RedisServer.StartAsync();
        await using var server = await TestServer.StartInstanceAsync(redis.Port);
        string[] rows;
        lock (instruments)
        {
            rows = [.. instruments.DistinctBy(static instrument => instrument.Name).Select(static instrument => $"| `{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}` |")];
        }

        Assert.Equal(16, rows.Length);
        Assert.All(rows, static row => Assert.Contains(row, s_page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(ProtooOptions))]
    [InlineData(typeof(RedisMetrics))]
    [InlineData(typeof(RoomHub))]
    public void LogEvents_AreAllListed_WithIdAndLevel(Type ofAssembly)
    {
        string[] events =
        [
            .. ofAssembly.Assembly.GetTypes()
                .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>()
                .Select(static message => $"| {message.EventId} | `{message.EventName}` | {message.Level} |"),
        ];
        Assert.NotEmpty(events);
        Assert.All(events, static row => Assert.Contains(row, s_page, StringComparison.Ordinal));
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "UpDownCounter" => "up-down counter",
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableUpDownCounter" => "observable up-down counter",
        "ObservableGauge" => "observable gauge",
        var other => other,
    };
}
