using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Protocol;

/// <summary>A hub method, as far as it matters to the messages that invoke it.</summary>
internal sealed class HubMethod(string name, HubParameter[] parameters, bool isStreaming = false, bool isRequestOnly = false)
{
    private static readonly object s_noToken = CancellationToken.None;

    // Positions among the arguments that SignalR takes from a message.
    private int[] _tokenPlaces = [];

    public string Name { get; } = name;

    /// <summary>The parameters that clients send values for.</summary>
    public HubParameter[] Parameters { get; } = parameters;

    /// <summary>Whether the method returns or takes a stream, which protoo does not support.</summary>
    public bool IsStreaming { get; } = isStreaming;

    /// <summary>See <see cref="RequestOnlyAttribute"/>.</summary>
    public bool IsRequestOnly { get; } = isRequestOnly;

    public static HubMethod Of(MethodInfo method, IServiceProviderIsService? services, JsonSerializerOptions options)
    {
        var all = method.GetParameters();
        var parameters = Array.FindAll(all, parameter => !IsProvided(parameter, services));
        return new HubMethod(
            method.GetCustomAttribute<HubMethodNameAttribute>()?.Name ?? method.Name,
            [.. parameters.Where(static parameter => !IsToken(parameter)).Select(parameter => HubParameter.Of(parameter, options))],
            HasStreamResult(method) || Array.Exists(all, static parameter => IsStreamParameter(parameter.ParameterType)),
            method.IsDefined(typeof(RequestOnlyAttribute)))
        {
            _tokenPlaces = [.. Enumerable.Range(0, parameters.Length).Where(i => IsToken(parameters[i]))],
        };
    }

    /// <summary>Whether a method returns a stream.</summary>
    public static bool HasStreamResult(MethodInfo method) => IsStream(GetResultType(method.ReturnType));

    /// <summary>
    /// Returns the arguments as SignalR expects them. If a method does not stream, SignalR treats its <see cref="CancellationToken"/> as a
    /// value from the client, which clients cannot send.
    /// </summary>
    /// <param name="values">The values of <see cref="Parameters"/>.</param>
    public object?[] ToArguments(object?[] values)
    {
        if (_tokenPlaces.Length == 0)
        {
            return values;
        }

        var arguments = new List<object?>(values);
        foreach (var place in _tokenPlaces)
        {
            arguments.Insert(place, s_noToken);
        }

        return [.. arguments];
    }

    // By SignalR's rules: it does not look for a service for a parameter that has any attribute, even a compiler-generated one.
    private static bool IsProvided(ParameterInfo parameter, IServiceProviderIsService? services)
    {
        if (IsToken(parameter))
        {
            return false;
        }

        return parameter.CustomAttributes.Any()
            ? parameter.GetCustomAttributes(inherit: true).Any(static attribute => attribute is IFromServiceMetadata or FromKeyedServicesAttribute)
            : services?.IsService(GetServiceType(parameter.ParameterType)) == true;
    }

    private static bool IsToken(ParameterInfo parameter) => parameter.ParameterType == typeof(CancellationToken);

    // Every IEnumerable<> can be resolved, even if it is empty.
    private static Type GetServiceType(Type type) => IsOf(type, typeof(IEnumerable<>)) ? type.GenericTypeArguments[0] : type;

    // Returns the type that awaiting yields, for any awaitable.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "SignalR looks for the same members.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "SignalR looks for the same members.")]
    private static Type GetResultType(Type type)
    {
        return type.GetMethod("GetAwaiter", Type.EmptyTypes)?.ReturnType.GetMethod("GetResult", Type.EmptyTypes)?.ReturnType ?? type;
    }

    private static bool IsStream(Type type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (IsOf(ancestor, typeof(ChannelReader<>)))
            {
                return true;
            }
        }

        return IsAsyncEnumerable(type);
    }

    private static bool IsStreamParameter(Type type) => IsOf(type, typeof(ChannelReader<>)) || IsAsyncEnumerable(type);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Trimming keeps the implementations of an interface that is used, and SignalR uses this one.")]
    private static bool IsAsyncEnumerable(Type type)
    {
        return IsOf(type, typeof(IAsyncEnumerable<>)) || Array.Exists(type.GetInterfaces(), static type => IsOf(type, typeof(IAsyncEnumerable<>)));
    }

    private static bool IsOf(Type type, Type definition) => type.IsConstructedGenericType && type.GetGenericTypeDefinition() == definition;
}
