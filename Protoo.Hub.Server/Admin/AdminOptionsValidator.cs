using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Protoo.Server.Admin;

/// <summary>It is clear who the operator is.</summary>
internal sealed class AdminOptionsValidator(IOptions<AuthorizationOptions> authorization) : IValidateOptions<AdminOptions>
{
    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        return options switch
        {
            { Policy: null or "" } => ValidateOptionsResult.Success,
            { ApiKey.Length: > 0 } => ValidateOptionsResult.Fail("Protoo:Admin:ApiKey and Protoo:Admin:Policy are both set: set one of them."),
            _ when authorization.Value.GetPolicy(options.Policy) is null =>
                ValidateOptionsResult.Fail($"Protoo:Admin:Policy: the app has no authorization policy '{options.Policy}'. Without a policy of its own, set Protoo:Admin:ApiKey instead."),
            _ => ValidateOptionsResult.Success,
        };
    }
}
