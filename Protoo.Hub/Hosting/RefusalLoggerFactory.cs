using Microsoft.Extensions.Logging;

namespace Protoo.Hosting;

/// <summary>
/// Creates the loggers for SignalR's handler of a hub. They do not log a <see cref="ProtooException"/> as an error, because it is an
/// answer.
/// </summary>
internal sealed class RefusalLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RefusalLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The app's container disposes of the inner factory.
    }
}
