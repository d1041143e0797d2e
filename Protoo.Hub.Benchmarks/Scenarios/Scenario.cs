using Protoo.Benchmarks.Clients;
using Protoo.Benchmarks.Measuring;
using Protoo.Benchmarks.Servers;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>Something to do to a contender, and the figures to read meanwhile.</summary>
internal abstract class Scenario(string key, string title, IReadOnlyList<string>? servers = null)
{
    /// <summary>The name on the command line.</summary>
    public string Key { get; } = key;

    public string Title { get; } = title;

    /// <summary>The keys of the servers to measure if none is named.</summary>
    public IReadOnlyList<string> Servers { get; } = servers ?? ContenderCatalog.WithoutRedis;

    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>
    /// Whether it can be measured repeatedly while other servers run idle; otherwise, it is measured once, with one server alone.
    /// </summary>
    public abstract bool TakesTurns { get; }

    /// <summary>Creates a trial for servers that have just been started.</summary>
    /// <exception cref="BenchmarkException">The scenario is not possible on this machine.</exception>
    public abstract Trial CreateTrial(Deployment deployment, BenchmarkOptions options);

    protected static ClientGroup CreateGroup(Deployment deployment, IClientLoad load)
    {
        return new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
    }
}
