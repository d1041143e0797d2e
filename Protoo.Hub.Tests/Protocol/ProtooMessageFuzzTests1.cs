namespace Protoo.Tests.Protocol;

// A separate class: classes run in parallel.
public sealed class ProtooMessageFuzzTests1() : ProtooMessageFuzzTests(seed: 1);
