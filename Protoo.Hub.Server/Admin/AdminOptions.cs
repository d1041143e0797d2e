using System.ComponentModel.DataAnnotations;

namespace Protoo.Server.Admin;

/// <summary>Configures the operator's HTTP API. Without a key or a policy, the API is off.</summary>
internal sealed class AdminOptions
{
    /// <summary>The key that callers send as <c>X-Api-Key</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Instead of a key: the name of an authorization policy of the app's, for an app that has the room server in it.</summary>
    public string? Policy { get; set; }

    /// <summary>How many wrong keys an address may send in a minute; 10 by default. After them it gets 429, whatever its key.</summary>
    [Range(1, int.MaxValue)]
    public int FailedTriesPerMinute { get; set; } = 10;
}
