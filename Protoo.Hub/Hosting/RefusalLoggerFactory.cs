using Microsoft.Extensions.Logging;

namespace Protoo.Hosting;

/// <summary>Makes the loggers of SignalR's handler of a hub: what it logs of a <see cref="ProtooException"/>, which is an answer, is no error.</summary>
internal sealed class RefusalLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RefusalLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The app's own factory goes with its container.
    }
}
