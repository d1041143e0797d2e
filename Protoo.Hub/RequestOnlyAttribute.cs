namespace Protoo;

/// <summary>
/// The hub method answers: a native client's notification of its name is handled as if the hub had no such method. Without it a
/// notification invokes the method as a request does, and nobody gets what it returns.
/// </summary>
/// <remarks>SignalR clients are not affected: a hub cannot tell their <c>send</c> from <c>invoke</c>.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequestOnlyAttribute : Attribute;
