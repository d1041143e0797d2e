using Protoo.Benchmarks.Clients;
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

    /// <summary>Gets ready for servers that have just been started.</summary>
    /// <exception cref="BenchmarkException">It cannot be done here.</exception>
    public abstract Trial CreateTrial(Deployment deployment, BenchmarkOptions options);

    protected static ClientGroup CreateGroup(Deployment deployment, IClientLoad load)
    {
        return new ClientGroup(deployment.GetEndPoint, deployment.Contender.Path, deployment.Contender.Dialect, load);
    }
}
