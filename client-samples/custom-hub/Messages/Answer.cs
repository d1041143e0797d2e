namespace Protoo.Samples.CustomHub.Messages;

public sealed record Answer(string Text);
