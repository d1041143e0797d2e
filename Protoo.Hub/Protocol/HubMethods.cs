using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Protocol;

/// <summary>The methods of a hub. SignalR finds them by the same rules, but tells a protocol only the types of their parameters.</summary>
internal sealed class HubMethods
{
    public static readonly HubMethods None = new([]);

    private readonly Dictionary<string, HubMethod> _methods = new(StringComparer.OrdinalIgnoreCase);

    public HubMethods(IEnumerable<HubMethod> methods)
    {
        foreach (var method in methods)
        {
            // SignalR itself reports two methods of the same name.
            _methods.TryAdd(method.Name, method);
        }
    }

    /// <param name="hub">The type of the hub.</param>
    /// <param name="services">Knows which parameters are services; null if only attributes mark services.</param>
    /// <param name="options">Determines how parameter names are converted.</param>
    public static HubMethods Of([DynamicallyAccessedMembers(ReflectedMembers.OfHub)] Type hub, IServiceProviderIsService? services, JsonSerializerOptions options)
    {
        var disposal = typeof(IDisposable).IsAssignableFrom(hub) ? hub.GetInterfaceMap(typeof(IDisposable)).TargetMethods : [];
        return new HubMethods(hub.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Except(disposal)
            .Where(IsHubMethod)
            .Select(method => HubMethod.Of(method, services, options)));
    }

    public HubMethod? Find(string name) => _methods.GetValueOrDefault(name);

    private static bool IsHubMethod(MethodInfo method)
    {
        var declaringType = method.GetBaseDefinition().DeclaringType!;
        return declaringType != typeof(object) && declaringType != typeof(Hub) && !method.IsSpecialName;
    }
}
