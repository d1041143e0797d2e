using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Protoo.Server.Access;
using Protoo.Server.Admin;
using Protoo.Server.Telemetry;

namespace Protoo.Server.Settings;

/// <summary>Lists the settings under <c>Protoo</c>: mostly the properties of the options that are bound to it.</summary>
internal static class KnownSettings
{
    private static readonly Dictionary<string, string[]> s_sections = new(StringComparer.OrdinalIgnoreCase)
    {
        // The names here are read one by one.
        ["Protoo"] = [.. PropertiesOf<ProtooOptions>(), .. PropertiesOf<AccessOptions>(), "TakeOverConnections", "WhileRedisIsAway"],
        ["Protoo:Token"] = [.. PropertiesOf<TokenOptions>()],
        ["Protoo:Admin"] = [.. PropertiesOf<AdminOptions>()],
        ["Protoo:Redis"] = ["KeyPrefix", "User", "Password"],
        [TelemetryExport.Section] = [.. PropertiesOf<MetricsOptions>()],
    };

    /// <summary>The full names of all settings and sections.</summary>
    public static IReadOnlySet<string> All { get; } = s_sections
        .SelectMany(static section => section.Value.Select(name => $"{section.Key}:{name}"))
        .Concat(s_sections.Keys)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the names below this one are settings too, and not, for example, the items of a list.</summary>
    public static bool IsSection(string name) => s_sections.ContainsKey(name);

    private static IEnumerable<string> PropertiesOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>()
    {
        return typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static property => property.Name);
    }
}
