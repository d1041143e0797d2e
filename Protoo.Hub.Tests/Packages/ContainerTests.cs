using System.Formats.Tar;
using System.Text.Json;
using Protoo.Tests.Docs;

namespace Protoo.Tests.Packages;

/// <summary>The room server as a container image, on a stand-in for ASP.NET Core's base image.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protoo-image").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task PublishContainer_RunsTheServer_NotAsRoot_WithItsPage()
    {
        await using var registry = await BaseImageRegistry.StartAsync();
        var archive = Path.Combine(_folder, "image.tar");
        var (exitCode, output) = await PackageFolder.RunAsync(
            new Dictionary<string, string?> { ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = registry.Host },
            "publish",
            Path.Combine(MarkdownPage.Repository, "Protoo.Hub.Server"),
            "--no-build",
            $"--configuration={BuildMetadata.Get("Configuration")}",
            $"--output={Path.Combine(_folder, "publish")}",
            "-t:PublishContainer",
            $"-p:ContainerBaseImage={registry.Host}/base:10.0",
            $"-p:ContainerArchiveOutputPath={archive}");
        Assert.True(exitCode == 0, output);

        var image = await ReadAsync(archive);
        var settings = JsonDocument.Parse(image.Single(static file => file.Key.EndsWith(".json", StringComparison.Ordinal) && file.Key != "manifest.json").Value).RootElement.GetProperty("config");
        Assert.Equal("1654", settings.GetProperty("User").GetString());
        Assert.True(settings.GetProperty("ExposedPorts").TryGetProperty("8080/tcp", out _));

        // A program, without a shell that would swallow SIGTERM.
        Assert.Equal(["dotnet", "/app/Protoo.Hub.Server.dll"], settings.GetProperty("Entrypoint").EnumerateArray().Select(static part => part.GetString()));

        var app = await ReadAsync(image.Where(static file => file.Key.EndsWith("layer.tar", StringComparison.Ordinal)).Select(static file => file.Value).ToArray());
        Assert.Contains("app/Protoo.Hub.Server.dll", app.Keys);
        Assert.Contains("app/appsettings.json", app.Keys);
        Assert.Equal(File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")), app.ContainsKey("app/wwwroot/index.html"));
    }

    private static async Task<Dictionary<string, byte[]>> ReadAsync(string archive) => await ReadAsync(await File.ReadAllBytesAsync(archive));

    private static async Task<Dictionary<string, byte[]>> ReadAsync(params byte[][] archives)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var archive in archives)
        {
            // Layers may be compressed.
            var isCompressed = archive is [0x1f, 0x8b, ..];
            await using var stream = new MemoryStream(archive);
            await using var content = isCompressed ? new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress) : (Stream)stream;
            await using var reader = new TarReader(content);
            while (await reader.GetNextEntryAsync() is { } entry)
            {
                using var data = new MemoryStream();
                if (entry.DataStream is not null)
                {
                    await entry.DataStream.CopyToAsync(data);
                }

                files[entry.Name.TrimStart('/')] = data.ToArray();
            }
        }

        return files;
    }
}
