using System.Globalization;
using Protoo.Benchmarks.Scenarios;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks;

/// <summary>The options from the command line.</summary>
internal sealed class BenchmarkOptions
{
    /// <summary>How long a turn lasts.</summary>
    public TimeSpan Time { get; private set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long servers are warmed up before the first check of whether they are warm.</summary>
    public TimeSpan WarmUp { get; private set; } = TimeSpan.FromSeconds(5);

    public int Rounds { get; private set; } = 2;

    /// <summary>How many turns each server takes in a round.</summary>
    public int Turns { get; private set; } = 6;

    public IReadOnlyList<Scenario> Scenarios { get; private set; } = ScenarioCatalog.All;

    /// <summary>Null if each scenario has its own contenders.</summary>
    public IReadOnlyList<Contender>? Contenders { get; private set; }

    public bool IsPinned { get; private set; }

    public bool WritesResults { get; private set; }

    public static string Usage { get; } = $"""
        Options:
          --rounds N        how often all servers are started afresh (2)
          --warmup N        seconds before anything is measured, and again while .NET still compiles (5)
          --turns N         how often servers take turns in a round (6)
          --seconds N       how long a turn is (2)
          --scenarios LIST  out of {string.Join(",", ScenarioCatalog.All.Select(static scenario => scenario.Key))} (all)
          --servers LIST    out of {string.Join(",", ContenderCatalog.All.Select(static contender => contender.Key))} (as the scenarios need)
          --pin             servers on core 0, the runner and Redis on core 1
          --results         writes RESULTS.md, with the micro benchmarks
        Or: micro           with the arguments of BenchmarkDotNet, the micro benchmarks alone
        """;

    /// <exception cref="FormatException">The message says what is wrong.</exception>
    public static BenchmarkOptions Parse(IEnumerable<string> args)
    {
        var options = new BenchmarkOptions();
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var option))
        {
            switch (option)
            {
                case "--seconds":
                    options.Time = TimeSpan.FromSeconds(ParseNumber(option, rest, 1));
                    break;
                case "--warmup":
                    options.WarmUp = TimeSpan.FromSeconds(ParseNumber(option, rest, 0));
                    break;
                case "--turns":
                    options.Turns = ParseNumber(option, rest, 1);
                    break;
                case "--rounds":
                    options.Rounds = ParseNumber(option, rest, 1);
                    break;
                case "--scenarios":
                    options.Scenarios = ParseList(option, rest, ScenarioCatalog.All, static scenario => scenario.Key);
                    break;
                case "--servers":
                    options.Contenders = ParseList(option, rest, ContenderCatalog.All, static contender => contender.Key);
                    break;
                case "--pin":
                    options.IsPinned = true;
                    break;
                case "--results":
                    options.WritesResults = true;
                    break;
                default:
                    throw new FormatException($"There is no option {option}.");
            }
        }

        return options;
    }

    public bool Includes(Scenario scenario, Contender contender)
    {
        return Scenarios.Contains(scenario) && (Contenders?.Contains(contender) ?? scenario.Servers.Contains(contender.Key));
    }

    public override string ToString()
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"rounds: {Rounds}, warm-up {WarmUp.TotalSeconds:N0} s, {Turns} turns of {Time.TotalSeconds:N0} s{(IsPinned ? ", servers and runner pinned to a core each" : string.Empty)}");
    }

    private static int ParseNumber(string option, Queue<string> rest, int least)
    {
        return rest.TryDequeue(out var value)
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= 3600
            ? number
            : throw new FormatException($"{option} needs a whole number from {least} to 3600.");
    }

    private static T[] ParseList<T>(string option, Queue<string> rest, IReadOnlyList<T> all, Func<T, string> getKey)
    {
        string[] keys = rest.TryDequeue(out var value) ? value.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
        T[] chosen = [.. all.Where(entry => keys.Contains(getKey(entry)))];
        return chosen.Length > 0 && chosen.Length == keys.Length
            ? chosen
            : throw new FormatException($"{option} needs some of {string.Join(",", all.Select(getKey))}, each once.");
    }
}
