namespace Protoo.Tests.Protocol;

/// <summary>A parameter of a hub method.</summary>
internal sealed record Offer(string? To, int Number, RawJson Description);
