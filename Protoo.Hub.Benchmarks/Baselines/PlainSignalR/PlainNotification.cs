using System.Text.Json;

namespace Protoo.Benchmarks.Baselines.PlainSignalR;

/// <summary>What a sender asks for.</summary>
internal sealed record PlainNotification(string Method, JsonElement Data);
