using System.Text.Json;

namespace Protoo.Benchmarks.Baselines.PlainSignalR;

/// <summary>The notification that the others in the room receive.</summary>
internal sealed record PlainDelivery(string PeerId, JsonElement Data);
