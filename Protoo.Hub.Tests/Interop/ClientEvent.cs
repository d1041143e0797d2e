namespace Protoo.Tests.Interop;

/// <summary>A change of a client's connection, in protoo-client's words: open, failed, disconnected, close.</summary>
/// <param name="Name">The event.</param>
/// <param name="Detail">The attempt that failed (protoo), or the text of the error (SignalR).</param>
internal sealed record ClientEvent(string Name, string? Detail = null);
