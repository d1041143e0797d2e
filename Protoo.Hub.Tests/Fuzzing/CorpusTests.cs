using Protoo.Fuzzing;

namespace Protoo.Tests.Fuzzing;

/// <summary>Everything that the fuzzer has kept is handled as it must be.</summary>
public sealed class CorpusTests
{
    private static readonly string s_folder = Path.Combine(BuildMetadata.Get("RepositoryFolder"), "Protoo.Hub.Fuzzing", "Corpus");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_BreaksNothing(string name)
    {
        var target = FuzzTargets.Find(name);
        var inputs = ReadCorpus(name);
        Assert.NotEmpty(inputs);
        Assert.All(inputs, input => target.Run(File.ReadAllBytes(input)));
    }

    [Fact]
    public void Corpus_BelongsToTargets()
    {
        Assert.Equal(
            FuzzTargets.All.Select(static target => target.Name).Order(StringComparer.Ordinal),
            Directory.GetDirectories(s_folder).Select(static folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal));
    }

    internal static string[] ReadCorpus(string name) => Directory.GetFiles(Path.Combine(s_folder, name));
}
