using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Admin;

/// <summary>Checks that the settings do not contain both a key and a policy, and that the policy exists.</summary>
internal sealed class AdminOptionsValidator(IOptions<AuthorizationOptions> authorization) : IValidateOptions<AdminOptions>
{
    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        return options switch
        {
            { Policy: null or "" } => ValidateOptionsResult.Success,
            { ApiKey.Length: > 0 } => ValidateOptionsResult.Fail("Protoo:Admin:ApiKey and Protoo:Admin:Policy are both set: set only one of them."),
            _ when authorization.Value.GetPolicy(options.Policy) is null =>
                ValidateOptionsResult.Fail($"Protoo:Admin:Policy: the app has no authorization policy '{options.Policy}'. Define the policy, or set Protoo:Admin:ApiKey instead."),
            _ => ValidateOptionsResult.Success,
        };
    }
}
