namespace Protoo.Fuzzing;

/// <summary>Data with a type of its own.</summary>
internal sealed record FuzzedOffer(string? To, int Number, RawJson Description);
