namespace Protoo.Samples.CustomHub.Messages;

/// <summary>What each person answered.</summary>
public sealed record PollResult(IReadOnlyDictionary<string, string> Answers);
