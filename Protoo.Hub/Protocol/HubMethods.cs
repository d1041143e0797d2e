using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Protocol;

/// <summary>
/// The methods of a hub. SignalR finds them by the same rules, but tells a protocol no more than the types of their parameters.
/// </summary>
internal sealed class HubMethods
{
    public static readonly HubMethods None = new([]);

    private readonly Dictionary<string, HubMethod> _methods = new(StringComparer.OrdinalIgnoreCase);

    public HubMethods(IEnumerable<HubMethod> methods)
    {
        foreach (var method in methods)
        {
            // Of two methods of one name, SignalR complains itself.
            _methods.TryAdd(method.Name, method);
        }
    }

    /// <param name="hub">The type of the hub.</param>
    /// <param name="services">Knows which parameters are services; null if none is that has no attribute to say so.</param>
    /// <param name="options">How names of parameters are made.</param>
    public static HubMethods Of(Type hub, IServiceProviderIsService? services, JsonSerializerOptions options)
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
