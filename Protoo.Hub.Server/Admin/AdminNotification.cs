namespace Protoo.Server.Admin;

/// <summary>A notification that an operator sends to a room.</summary>
internal sealed record AdminNotification(string? Method, RawJson Data = default);
