namespace Protoo.Tests.Protocol;

// A class of its own, for those run side by side.
public sealed class ProtooMessageFuzzTests3() : ProtooMessageFuzzTests(seed: 3);
