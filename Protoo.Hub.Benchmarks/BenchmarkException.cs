namespace Protoo.Benchmarks;

/// <summary>The error of a measurement that failed; the message says why. The other measurements go on.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
