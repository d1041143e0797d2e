using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Protoo.Tests.Docs;

namespace Protoo.Tests.Packages;

/// <summary>Both packages, packed by `dotnet pack` from the build under test.</summary>
public sealed class PackageFolder : IAsyncLifetime
{
    public const string Address = "https://example.com/protoo-hub";

    /// <summary>A version unique to this run, because NuGet caches what it restores.</summary>
    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    public string Path { get; } = Directory.CreateTempSubdirectory("protoo-packages").FullName;

    public async Task InitializeAsync()
    {
        foreach (var project in (string[])["Protoo.Hub", "Protoo.Hub.OpenTelemetry", "Protoo.Hub.StackExchangeRedis"])
        {
            var (exitCode, output) = await RunAsync(
                "pack",
                System.IO.Path.Combine(MarkdownPage.Repository, project),
                "--no-build",
                $"--configuration={BuildMetadata.Get("Configuration")}",
                $"--output={Path}",
                $"-p:PackageVersion={Version}",
                $"-p:ProtooRepositoryUrl={Address}");
            Assert.True(exitCode == 0, output);
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs a `dotnet` command.</summary>
    internal static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    /// <inheritdoc cref="RunAsync(string[])" />
    internal static async Task<(int ExitCode, string Output)> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync().DefaultTimeout();
        return (process.ExitCode, string.Join('\n', output));
    }

    /// <summary>A file of a package; null if it has none of that name.</summary>
    internal string? Read(string package, string file)
    {
        using var archive = Open(package, "nupkg");
        if (archive.GetEntry(file) is not { } entry)
        {
            return null;
        }

        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    internal XElement ReadMetadata(string package)
    {
        var document = XDocument.Parse(Read(package, $"{package}.nuspec")!);
        foreach (var element in document.Descendants())
        {
            element.Name = element.Name.LocalName;
        }

        return document.Root!.Element("metadata")!;
    }

    /// <summary>The files of a package, except those of NuGet.</summary>
    internal string[] List(string package, string extension = "nupkg")
    {
        using var archive = Open(package, extension);
        return [.. archive.Entries.Select(static entry => entry.FullName).Where(static name => !name.StartsWith("_rels", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name[0] != '[').Order(StringComparer.Ordinal)];
    }

    private ZipArchive Open(string package, string extension) => ZipFile.OpenRead(System.IO.Path.Combine(Path, $"{package}.{Version}.{extension}"));
}
