using Microsoft.Extensions.Options;

namespace Protoo.Server.Access;

/// <summary>An origin that no browser sends would let nobody in: it is an error, with what to write instead.</summary>
internal sealed class AccessOptionsValidator(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    private const string Setting = $"Protoo:{nameof(AccessOptions.AllowedOrigins)}";
    private const string AnySubdomain = "://*.";

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        // A text instead of a list would be passed over, and the default would count.
        if (configuration[Setting] is { Length: > 0 } text)
        {
            return ValidateOptionsResult.Fail($"{Setting} is a list: set {Setting}:0 to '{text}'.");
        }

        var faults = options.AllowedOrigins.Where(static origin => !IsOrigin(origin)).Select(Describe).ToArray();
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsOrigin(string origin)
    {
        return origin == OriginPolicy.Any || string.Equals(Normalize(origin), origin, StringComparison.OrdinalIgnoreCase);
    }

    private static string Describe(string origin)
    {
        const string Forms = "https://app.example, https://app.example:8443, https://*.example or *";
        return $"{Setting}: '{origin}' is no origin. {(Normalize(origin) is { } fix ? $"Write '{fix}'" : $"Write it like {Forms}")}.";
    }

    // As browsers send it: no path, and no port that is the default of the scheme. Null when it cannot be made one.
    private static string? Normalize(string origin)
    {
        var domain = origin.Replace(AnySubdomain, "://", StringComparison.Ordinal);
        if (!Uri.TryCreate(domain, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0 || domain.Contains('*', StringComparison.Ordinal))
        {
            return null;
        }

        var normal = uri.GetLeftPart(UriPartial.Authority);
        return domain.Length == origin.Length ? normal : normal.Replace("://", AnySubdomain, StringComparison.Ordinal);
    }
}
