namespace Protoo;

/// <summary>
/// Marks a hub method that takes requests only: a native client's notification of its name is handled as if the hub had no such method.
/// Without this attribute, a notification invokes the method like a request, and its result is discarded.
/// </summary>
/// <remarks>SignalR clients are not affected: a hub cannot tell their <c>send</c> from <c>invoke</c>.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequestOnlyAttribute : Attribute;
