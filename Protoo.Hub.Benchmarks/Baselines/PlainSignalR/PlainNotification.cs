using System.Text.Json;

namespace Protoo.Benchmarks.Baselines.PlainSignalR;

/// <summary>The notification that a sender asks the hub to send.</summary>
internal sealed record PlainNotification(string Method, JsonElement Data);
