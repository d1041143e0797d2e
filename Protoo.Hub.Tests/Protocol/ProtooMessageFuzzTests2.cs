namespace Protoo.Tests.Protocol;

// A separate class: classes run in parallel.
public sealed class ProtooMessageFuzzTests2() : ProtooMessageFuzzTests(seed: 2);
