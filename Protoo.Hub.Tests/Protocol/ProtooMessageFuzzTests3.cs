namespace Protoo.Tests.Protocol;

// A separate class: classes run in parallel.
public sealed class ProtooMessageFuzzTests3() : ProtooMessageFuzzTests(seed: 3);
