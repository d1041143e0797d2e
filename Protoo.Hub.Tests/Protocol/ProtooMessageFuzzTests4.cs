namespace Protoo.Tests.Protocol;

// A separate class: classes run in parallel.
public sealed class ProtooMessageFuzzTests4() : ProtooMessageFuzzTests(seed: 4);
