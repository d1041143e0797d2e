using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Protoo.Tests.Infrastructure;

/// <summary>Helpers for tests that collect logs.</summary>
internal static class FakeLogCollectorExtensions
{
    extension(FakeLogCollector)
    {
        /// <summary>Collects records at a level and above.</summary>
        public static FakeLogCollector From(LogLevel minimum)
        {
            var options = new FakeLogCollectorOptions();
            options.FilteredLevels.UnionWith(Enum.GetValues<LogLevel>().Where(level => level >= minimum));
            return FakeLogCollector.Create(options);
        }
    }

    extension(FakeLogCollector log)
    {
        /// <summary>Completes with the first matching record, past or future.</summary>
        public async Task<FakeLogRecord> WaitForAsync(Func<FakeLogRecord, bool> condition)
        {
            await using var records = log.GetLogsAsync(CancellationToken.None).GetAsyncEnumerator();
            try
            {
                while (await records.MoveNextAsync().AsTask().DefaultTimeout())
                {
                    if (condition(records.Current))
                    {
                        return records.Current;
                    }
                }
            }
            catch (TimeoutException exception)
            {
                throw new TimeoutException($"It was not logged, but:\n{string.Join('\n', log.GetSnapshot().Select(static record => record.ToString()))}", exception);
            }

            throw new InvalidOperationException("The log has ended.");
        }
    }
}
