using System.Text.Json.Serialization;

namespace Protoo.Tests.Interop;

/// <summary>What a client does with a message.</summary>
internal sealed record ClientAnswer(
    [property: JsonPropertyName("do")] string Do,
    [property: JsonPropertyName("data")] object? Data = null,
    [property: JsonPropertyName("code")] int Code = 0,
    [property: JsonPropertyName("reason")] string? Reason = null)
{
    /// <summary>No answer, for a notification.</summary>
    public static ClientAnswer None { get; } = new("none");

    /// <summary>Accepts with the data received.</summary>
    public static ClientAnswer Echo { get; } = new("echo");

    /// <summary>Leaves the other side waiting.</summary>
    public static ClientAnswer Never { get; } = new("never");

    public static ClientAnswer Accept(object? data) => new("accept", data);

    public static ClientAnswer Reject(int code, string reason) => new("reject", Code: code, Reason: reason);

    /// <summary>The handler throws an error that is not meant for the other side.</summary>
    public static ClientAnswer Throw(string message) => new("throw", Reason: message);
}
