using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Protoo.Clustering.Redis;
using Protoo.Server;

namespace Protoo.Tests.Docs;

/// <summary>docs/operations.md lists everything that a server shows of itself.</summary>
public sealed partial class OperationsTests
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

    [Fact]
    public void Dashboard_AsksForEveryInstrument_AndForNothingElse()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(MarkdownPage.Repository, "docs", "grafana.json")));
        var asked = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(static panel => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : [])
            .SelectMany(static target => MetricNames().Matches(target.GetProperty("expr").GetString()!).Select(static match => match.Value))
            .ToHashSet(StringComparer.Ordinal);
        var rows = InstrumentRows().Matches(s_page).Select(static row => ToPrometheus(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)).ToArray();
        Assert.Equal(16, rows.Length);
        Assert.All(rows, row => Assert.Contains(row, name => asked.Contains(name)));
        Assert.Subset(rows.SelectMany(static row => row).ToHashSet(StringComparer.Ordinal), asked);
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

    [GeneratedRegex(@"\bprotoo_[a-z_]+(?=\{)")]
    private static partial Regex MetricNames();

    [GeneratedRegex(@"\| `(protoo\.[a-z_.]+)` \| ([a-z -]+) \| `([^`]+)` \|")]
    private static partial Regex InstrumentRows();

    /// <summary>Returns the names under which Prometheus knows an instrument.</summary>
    private static string[] ToPrometheus(string name, string kind, string unit)
    {
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => string.Empty,
        };
        var full = name.Replace('.', '_') + suffix;
        return kind switch
        {
            "counter" => [$"{full}_total"],
            "histogram" => [$"{full}_bucket", $"{full}_count"],
            _ => [full],
        };
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
