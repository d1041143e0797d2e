namespace Protoo.Tests.Protocol;

// A class of its own, for those run side by side.
public sealed class ProtooMessageFuzzTests1() : ProtooMessageFuzzTests(seed: 1);
