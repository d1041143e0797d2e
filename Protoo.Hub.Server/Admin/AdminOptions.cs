using System.ComponentModel.DataAnnotations;

namespace Protoo.Server.Admin;

/// <summary>Configures the operator's HTTP API. Without a key or a policy, the API is off.</summary>
internal sealed class AdminOptions
{
    /// <summary>The key that callers send as <c>X-Api-Key</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The name of an authorization policy that replaces the key. An app that contains the room server defines it.</summary>
    public string? Policy { get; set; }

    /// <summary>How many wrong keys an address may send in a minute; 10 by default. After that it gets 429, even with the right key.</summary>
    [Range(1, int.MaxValue)]
    public int FailedTriesPerMinute { get; set; } = 10;

    /// <summary>Whether the traffic of a room may be shown with the data of its messages; false by default.</summary>
    public bool Payloads { get; set; }
}
