using System.Text.RegularExpressions;
using Protoo.Tests.Docs;

namespace Protoo.Tests.Packages;

/// <summary>The packages: fields, files, dependencies, links.</summary>
public sealed partial class PackagesTests(PackageFolder packages) : IClassFixture<PackageFolder>
{
    private const string Core = "Protoo.Hub";
    private const string Redis = "Protoo.Hub.StackExchangeRedis";
    private const string Telemetry = "Protoo.Hub.OpenTelemetry";

    [Theory]
    [InlineData(Core)]
    [InlineData(Redis)]
    [InlineData(Telemetry)]
    public void Fields_AreThere(string package)
    {
        var metadata = packages.ReadMetadata(package);
        Assert.Equal("MIT", metadata.Element("license")!.Value);
        Assert.Equal("expression", metadata.Element("license")!.Attribute("type")!.Value);
        Assert.Equal(PackageFolder.Address, metadata.Element("projectUrl")!.Value);
        Assert.Equal((PackageFolder.Address, "git"), (metadata.Element("repository")!.Attribute("url")!.Value, metadata.Element("repository")!.Attribute("type")!.Value));
        Assert.Equal("icon.png", metadata.Element("icon")!.Value);
        Assert.Equal("README.md", metadata.Element("readme")!.Value);
        Assert.StartsWith(PackageFolder.Address, metadata.Element("releaseNotes")!.Value, StringComparison.Ordinal);
        Assert.InRange(metadata.Element("description")!.Value.Length, 40, 200);
    }

    [Theory]
    [InlineData(Core)]
    [InlineData(Redis)]
    [InlineData(Telemetry)]
    public void Files_AreTheLibraryItsDocumentationAndItsPage(string package)
    {
        Assert.Equal(new[] { $"{package}.nuspec", "README.md", "icon.png", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml" }, packages.List(package));
        Assert.Contains($"lib/net10.0/{package}.pdb", packages.List(package, "snupkg"));
    }

    [Fact]
    public void Core_DependsOnNothingButAspNetCore()
    {
        var metadata = packages.ReadMetadata(Core);
        Assert.Empty(metadata.Descendants("dependency"));
        Assert.Equal("Microsoft.AspNetCore.App", metadata.Descendants("frameworkReference").Single().Attribute("name")!.Value);
    }

    [Fact]
    public void Redis_DependsOnWhatItNames()
    {
        Assert.Equal(
            ["Microsoft.AspNetCore.SignalR.StackExchangeRedis", Core, "StackExchange.Redis"],
            packages.ReadMetadata(Redis).Descendants("dependency").Select(static dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Telemetry_DependsOnOpenTelemetrysApiOnly()
    {
        Assert.Equal("OpenTelemetry.Api", Assert.Single(packages.ReadMetadata(Telemetry).Descendants("dependency")).Attribute("id")!.Value);
    }

    [Theory]
    [InlineData(Core)]
    [InlineData(Redis)]
    [InlineData(Telemetry)]
    public void Page_HasNoLinkThatLeadsNowhere(string package)
    {
        var page = packages.Read(package, "README.md")!;
        var links = Links().Matches(page).Select(static match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            Assert.StartsWith("https://", link, StringComparison.Ordinal);
            if (link.StartsWith(PackageFolder.Address, StringComparison.Ordinal))
            {
                Assert.True(File.Exists(Path.Combine(MarkdownPage.Repository, link[$"{PackageFolder.Address}/blob/main/".Length..])), link);
            }
        }

        Assert.DoesNotContain("```mermaid", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheRepositorysAddress_ThereIsNoPackage()
    {
        var (exitCode, output) = await PackageFolder.RunAsync(
            "pack",
            Path.Combine(MarkdownPage.Repository, Core),
            "--no-build",
            $"--configuration={BuildMetadata.Get("Configuration")}",
            $"--output={packages.Path}",
            "-p:PackageVersion=0.0.0-none");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Set ProtooRepositoryUrl to the address of the repository", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Links();
}
