namespace Protoo.Server.Settings;

/// <summary>Finds settings under <c>Protoo</c> that nothing reads. Most of them are misspelled.</summary>
internal sealed partial class UnknownSettings(IConfiguration configuration, ILogger<UnknownSettings> logger)
{
    private const int MostChanges = 3;

    /// <summary>Gets a sentence about each unknown setting.</summary>
    public IEnumerable<string> Describe() => Find(configuration.GetSection("Protoo")).Select(static name => $"There is no setting {name}.{Suggest(name)}");

    /// <summary>Logs a warning about each unknown setting.</summary>
    public void Log()
    {
        foreach (var sentence in Describe())
        {
            Unknown(logger, sentence);
        }
    }

    private static IEnumerable<string> Find(IConfigurationSection section)
    {
        foreach (var child in section.GetChildren())
        {
            if (!KnownSettings.All.Contains(child.Path))
            {
                yield return child.Path;
            }
            else if (KnownSettings.IsSection(child.Path))
            {
                foreach (var name in Find(child))
                {
                    yield return name;
                }
            }
        }
    }

    // Compares the last part of the names, since a setting may also be in the wrong section.
    private static string Suggest(string name)
    {
        var last = LastWord(name);
        var (known, changes) = KnownSettings.All
            .Select(known => (known, CountChanges(last, LastWord(known))))
            .MinBy(pair => (pair.Item2, CountChanges(name, pair.known)));
        return changes <= Math.Min(MostChanges, last.Length / 2) ? $" Did you mean {known}?" : string.Empty;
    }

    private static string LastWord(string name) => name[(name.LastIndexOf(':') + 1)..].ToUpperInvariant();

    /// <summary>Counts the characters that must be inserted, removed or replaced to turn one text into the other.</summary>
    private static int CountChanges(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 0; i < one.Length; i++)
        {
            // The entry above and to the left of the next one.
            var diagonal = row[0]++;
            for (var j = 0; j < other.Length; j++)
            {
                var above = row[j + 1];
                row[j + 1] = Math.Min(Math.Min(above, row[j]) + 1, diagonal + (one[i] == other[j] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }

    [LoggerMessage(1, LogLevel.Warning, "{Sentence}", EventName = "Unknown")]
    private static partial void Unknown(ILogger logger, string sentence);
}
