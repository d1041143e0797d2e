namespace Protoo.Samples.DotNetSignalR;

internal sealed record Message(string Text);
