using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Protoo.Tests.Infrastructure;

/// <summary>What tests do with the log that they collect.</summary>
internal static class FakeLogCollectorExtensions
{
    extension(FakeLogCollector)
    {
        /// <summary>Collects what is logged at a level and above.</summary>
        public static FakeLogCollector From(LogLevel minimum)
        {
            var options = new FakeLogCollectorOptions();
            options.FilteredLevels.UnionWith(Enum.GetValues<LogLevel>().Where(level => level >= minimum));
            return FakeLogCollector.Create(options);
        }
    }

    extension(FakeLogCollector log)
    {
        /// <summary>Completes with the first record that is so, logged already or not.</summary>
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
