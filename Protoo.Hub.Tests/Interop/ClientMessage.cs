using System.Text.Json;

namespace Protoo.Tests.Interop;

/// <summary>A received message.</summary>
/// <param name="Kind">request or notification; call with SignalR, where a handler cannot tell.</param>
/// <param name="Method">The method.</param>
/// <param name="Data">The data.</param>
internal sealed record ClientMessage(string Kind, string Method, JsonElement Data);
