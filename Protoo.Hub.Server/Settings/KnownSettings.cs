using System.Reflection;
using Protoo.Server.Access;
using Protoo.Server.Admin;
using Protoo.Server.Telemetry;

namespace Protoo.Server.Settings;

/// <summary>Lists the settings under <c>Protoo</c>: the properties of the options that are bound to it.</summary>
internal static class KnownSettings
{
    private static readonly Dictionary<string, Type[]> s_sections = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Protoo"] = [typeof(ProtooOptions), typeof(AccessOptions)],
        ["Protoo:Token"] = [typeof(TokenOptions)],
        ["Protoo:Admin"] = [typeof(AdminOptions)],
        ["Protoo:Redis"] = [typeof(ProtooRedisOptions)],
        [TelemetryExport.Section] = [typeof(MetricsOptions)],
    };

    // The code reads these one by one.
    private static readonly string[] s_others = ["Protoo:TakeOverConnections", "Protoo:WhileRedisIsAway", "Protoo:Redis:User", "Protoo:Redis:Password"];

    /// <summary>The full names of all settings and sections.</summary>
    public static IReadOnlySet<string> All { get; } = s_sections
        .SelectMany(static section => section.Value.SelectMany(static type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Select(property => $"{section.Key}:{property.Name}"))
        .Concat(s_sections.Keys)
        .Concat(s_others)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the names below this one are settings too, and not, for example, the items of a list.</summary>
    public static bool IsSection(string name) => s_sections.ContainsKey(name);
}
