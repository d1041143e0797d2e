using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Protoo.Tests.Infrastructure;

/// <summary>Keeps what a server logs, at warning and above unless told otherwise.</summary>
internal sealed class LogSink(LogLevel minimum = LogLevel.Warning) : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private readonly LogLevel _minimum = minimum;

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    /// <summary>Errors, which no test expects unless it says so.</summary>
    public IEnumerable<LogEntry> UnexpectedErrors => _entries.Where(static entry => entry.Level >= LogLevel.Error);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // There is nothing to dispose.
    }

    private sealed class Logger(LogSink sink, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= sink._minimum;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                sink._entries.Enqueue(new LogEntry(category, logLevel, eventId, formatter(state, exception), exception));
            }
        }
    }
}
