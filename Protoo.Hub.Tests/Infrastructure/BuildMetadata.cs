using System.Reflection;

namespace Protoo.Tests.Infrastructure;

/// <summary>What the build tells the tests.</summary>
internal static class BuildMetadata
{
    public static string Get(string key)
    {
        return typeof(BuildMetadata).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
    }
}
