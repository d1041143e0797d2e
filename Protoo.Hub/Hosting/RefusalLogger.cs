using Microsoft.Extensions.Logging;

namespace Protoo.Hosting;

/// <summary>Logs a <see cref="ProtooException"/> at debug level, and everything else unchanged.</summary>
internal sealed class RefusalLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is ProtooException && logLevel > LogLevel.Debug)
        {
            logLevel = LogLevel.Debug;
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }
        }

        inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
