using System.Text.Json;

namespace Protoo.Benchmarks.Baselines.PlainSignalR;

/// <summary>What the others in the room get.</summary>
internal sealed record PlainDelivery(string PeerId, JsonElement Data);
