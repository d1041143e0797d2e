using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Protoo.Hosting;

/// <summary>
/// Creates the loggers for SignalR's handler of a hub. They do not log a <see cref="ProtooException"/> as an error, because it is an
/// answer.
/// </summary>
internal sealed class RefusalLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    // SignalR asks for one for each connection.
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new();

    public ILogger CreateLogger(string categoryName)
    {
        return _loggers.GetOrAdd(categoryName, static (name, inner) => new RefusalLogger(inner.CreateLogger(name)), inner);
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The app's container disposes of the inner factory.
    }
}
