using System.Diagnostics;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>A server, and the way in which it is spoken to: a row of the tables.</summary>
internal abstract class Contender(string key, string name, string path, Dialect dialect)
{
    /// <summary>Its name on the command line.</summary>
    public string Key { get; } = key;

    public string Name { get; } = name;

    /// <summary>The endpoint, without the query.</summary>
    public string Path { get; } = path;

    public Dialect Dialect { get; } = dialect;

    /// <summary>Gets ready what must be there to start it.</summary>
    /// <returns>Null, or why it cannot take part.</returns>
    public virtual Task<string?> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>The command that serves on a port of loopback.</summary>
    public abstract ProcessStartInfo GetCommand(int port);
}
