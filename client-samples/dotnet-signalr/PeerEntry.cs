namespace Protoo.Samples.DotNetSignalR;

/// <summary>A peer of the room, or something that a peer has sent.</summary>
internal sealed record PeerEntry<T>(string PeerId, T? Data);
