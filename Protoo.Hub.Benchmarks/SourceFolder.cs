using System.Reflection;

namespace Protoo.Benchmarks;

/// <summary>The folder of the sources that this program was built from.</summary>
internal static class SourceFolder
{
    public static string OfBenchmarks { get; } =
        typeof(SourceFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "ProjectFolder").Value!;

    public static string OfRoomServer { get; } = Path.Combine(OfBenchmarks, "..", "Protoo.Hub.Server");
}
