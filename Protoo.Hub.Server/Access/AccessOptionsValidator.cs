using Microsoft.Extensions.Options;

namespace Protoo.Server.Access;

/// <summary>Rejects origins that no browser sends, since they would match no page. The error says what to write instead.</summary>
internal sealed class AccessOptionsValidator(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    private const string Setting = $"Protoo:{nameof(AccessOptions.AllowedOrigins)}";
    private const string AnySubdomain = "://*.";

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        // The binder ignores a string where a list is expected, so the default would apply.
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
        return $"{Setting}: '{origin}' is not an origin. {(Normalize(origin) is { } fix ? $"Write '{fix}'" : $"Write it like {Forms}")}.";
    }

    // Returns the origin as browsers send it: without a path, and without the default port. Null if the text contains no origin.
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
