namespace Protoo.Samples.DotNetSignalR;

internal sealed record PeerList(IReadOnlyList<PeerEntry<object>> Peers);
