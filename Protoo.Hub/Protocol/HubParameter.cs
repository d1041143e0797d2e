using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Protoo.Protocol;

/// <summary>A parameter of a hub method for which clients send a value.</summary>
internal sealed class HubParameter
{
    private readonly byte[] _utf8Name;

    /// <param name="type">The type.</param>
    /// <param name="name">The name that clients use.</param>
    /// <param name="isRequired">Whether it must have a value, because it is not nullable and declares no default value.</param>
    /// <param name="defaultValue">The declared default value, or null.</param>
    public HubParameter(Type type, string name, bool isRequired, object? defaultValue)
    {
        Type = type;
        Name = name;
        _utf8Name = Encoding.UTF8.GetBytes(name);
        IsSimple = SimpleType.IsSimple(type);
        IsRequired = isRequired;
        Default = isRequired || (defaultValue is null && type.IsValueType) ? SimpleType.GetDefault(type) : defaultValue;
    }

    public Type Type { get; }

    public string Name { get; }

    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <inheritdoc cref="SimpleType" />
    public bool IsSimple { get; }

    public bool IsRequired { get; }

    /// <summary>The declared default value, or else that of the type; for a non-nullable string, the empty string.</summary>
    public object? Default { get; }

    public static HubParameter Of(ParameterInfo parameter, JsonSerializerOptions options)
    {
        var name = parameter.Name ?? string.Empty;
        return new HubParameter(
            parameter.ParameterType,
            options.PropertyNamingPolicy?.ConvertName(name) ?? name,
            isRequired: !parameter.HasDefaultValue && !IsNullable(parameter),
            GetDeclaredDefault(parameter));
    }

    private static bool IsNullable(ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsValueType)
        {
            return Nullable.GetUnderlyingType(parameter.ParameterType) is not null;
        }

        // Trimmed apps may lack nullability information. Then null is allowed, as in code without nullable annotations.
        return (AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isSupported) && !isSupported)
            || new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull;
    }

    private static object? GetDeclaredDefault(ParameterInfo parameter)
    {
        var value = parameter.HasDefaultValue ? parameter.DefaultValue : null;

        // For a nullable enum, reflection returns the underlying number.
        return value is not null && Nullable.GetUnderlyingType(parameter.ParameterType) is { IsEnum: true } type ? Enum.ToObject(type, value) : value;
    }
}
