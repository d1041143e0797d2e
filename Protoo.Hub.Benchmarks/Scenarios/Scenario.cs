using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Something to do to a contender, and what to read off meanwhile.</summary>
internal abstract class Scenario(string key, string title, IReadOnlyList<string>? servers = null)
{
    /// <summary>Its name on the command line.</summary>
    public string Key { get; } = key;

    public string Title { get; } = title;

    /// <summary>The keys of the servers that are measured when none is named.</summary>
    public IReadOnlyList<string> Servers { get; } = servers ?? ContenderCatalog.WithoutRedis;

    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>Whether it can be measured again and again, while other servers run idle; else it is done once, with one server alone.</summary>
    public abstract bool TakesTurns { get; }

    /// <summary>Begins with servers that have just been started.</summary>
    public abstract Task<Trial> StartAsync(Deployment deployment, BenchmarkOptions options, CancellationToken cancellationToken);
}
