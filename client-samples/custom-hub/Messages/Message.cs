namespace Protoo.Samples.CustomHub.Messages;

public sealed record Message(string Text);
