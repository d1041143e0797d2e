using System.Diagnostics;
using System.Runtime.InteropServices;
using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Servers;

/// <summary>Protoo.Hub.Server as it is shipped, except for its port and its Redis.</summary>
internal sealed class RoomServerContender(string key, string name, string path, Dialect dialect, Topology? topology = null)
    : Contender(key, name, path, dialect, topology)
{
    /// <summary>The environment variable with the folder of another build.</summary>
    public const string OtherBuild = "PROTOO_OTHER_BUILD";

    public const string RuntimeSettings = "Protoo.Hub.Server.runtimeconfig.json";

    /// <summary>Whether it runs the build that <see cref="OtherBuild"/> names, to show the effect of a change in the sources.</summary>
    public bool IsOtherBuild { get; init; }

    /// <summary>Whether it runs as native code, which is compiled from the sources.</summary>
    public bool IsNative { get; init; }

    /// <summary>The size, in hexadecimal, that .NET's youngest generation may have before it is collected; its default if null.</summary>
    public string? LargestYoungGeneration { get; init; }

    // With Redis, an instance listens before it has joined the cluster.
    public override string ReadyPath => "/healthz/ready";

    public override async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (IsNative && await PublishNativeAsync(cancellationToken) is { } failure)
        {
            return failure;
        }

        return IsOtherBuild && !File.Exists(GetAssembly()) && !File.Exists(GetExecutable())
            ? $"{OtherBuild} names no folder of a build"
            : await base.PrepareAsync(cancellationToken);
    }

    public override ProcessStartInfo GetCommand(int port, int? redisPort)
    {
        var isExecutable = !File.Exists(GetAssembly());
        var command = new ProcessStartInfo(isExecutable ? GetExecutable() : "dotnet",
        [
            .. isExecutable ? Array.Empty<string>() : [GetAssembly()],
            "--urls", $"http://127.0.0.1:{port}",
            $"--ConnectionStrings:Redis={GetRedisAddress(redisPort)}",
            .. Settings,
        ]);
        if (LargestYoungGeneration is not null)
        {
            command.Environment["DOTNET_GCGen0MaxBudget"] = LargestYoungGeneration;
        }

        return command;
    }

    private string GetAssembly() => System.IO.Path.Combine(GetFolder(), "Protoo.Hub.Server.dll");

    // A build of one file, or of native code, has no assembly.
    private string GetExecutable() => System.IO.Path.Combine(GetFolder(), "Protoo.Hub.Server");

    private string GetFolder()
    {
        return IsOtherBuild ? Environment.GetEnvironmentVariable(OtherBuild) ?? string.Empty
            : IsNative ? System.IO.Path.Combine(AppContext.BaseDirectory, "native")
            : AppContext.BaseDirectory;
    }

    private Task<string?> PublishNativeAsync(CancellationToken cancellationToken)
    {
        var command = new ProcessStartInfo("dotnet",
        [
            "publish", SourceFolder.OfRoomServer,
            "--runtime", RuntimeInformation.RuntimeIdentifier,
            "--artifacts-path", System.IO.Path.Combine(GetFolder(), "artifacts"),
            "--output", GetFolder(),
            "-p:PublishAot=true",
        ]);
        return ChildProcess.TryRunAsync(command, cancellationToken);
    }
}
