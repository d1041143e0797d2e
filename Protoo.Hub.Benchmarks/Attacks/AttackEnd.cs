namespace Protoo.Benchmarks.Attacks;

/// <summary>How the server ended a connection of an attack.</summary>
/// <param name="Status">The HTTP status; null if there was no response.</param>
/// <param name="CloseCode">The code of the close frame; null if there was none.</param>
/// <param name="Reason">The reason phrase of a refusal, or the reason of the close frame.</param>
internal readonly record struct AttackEnd(int? Status, int? CloseCode, string Reason);
