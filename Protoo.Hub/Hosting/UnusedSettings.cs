using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Protoo.Hosting;

/// <summary>Logs, once per setting, that a setting changed by the app is overridden by another.</summary>
internal sealed partial class UnusedSettings(ILogger<UnusedSettings> logger)
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <param name="setting">The setting.</param>
    /// <param name="value">The value that the app set.</param>
    /// <param name="used">The setting that is used instead.</param>
    /// <param name="usedValue">The value of that setting.</param>
    public void Tell(string setting, long? value, string used, long usedValue)
    {
        if (_told.TryAdd(setting, true))
        {
            Log.Unused(logger, setting, value, used, usedValue);
        }
    }

    /// <summary>Logs that a setting does not apply to native clients.</summary>
    /// <inheritdoc cref="Tell" />
    public void TellForNative(string setting, TimeSpan value, string used, TimeSpan usedValue)
    {
        if (_told.TryAdd(setting, true))
        {
            Log.UnusedForNative(logger, setting, value, used, usedValue);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Setting} = {Value} is not used: {Used} = {UsedValue} counts.", EventName = "Unused")]
        public static partial void Unused(ILogger logger, string setting, long? value, string used, long usedValue);

        [LoggerMessage(2, LogLevel.Warning, "{Setting} = {Value} is not used for native clients: {Used} = {UsedValue} counts for them. Set that one as well.", EventName = "UnusedForNative")]
        public static partial void UnusedForNative(ILogger logger, string setting, TimeSpan value, string used, TimeSpan usedValue);
    }
}
