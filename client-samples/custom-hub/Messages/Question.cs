namespace Protoo.Samples.CustomHub.Messages;

public sealed record Question(string To, string Text);
