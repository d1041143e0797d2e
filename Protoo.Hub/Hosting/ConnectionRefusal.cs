namespace Protoo.Hosting;

/// <summary>A feature of a SignalR connection that is refused, of which its client can be told only after SignalR's handshake.</summary>
/// <param name="Error">The error for the client.</param>
internal sealed record ConnectionRefusal(ProtooException Error);
