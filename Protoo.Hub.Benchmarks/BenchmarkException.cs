namespace Protoo.Benchmarks;

/// <summary>A measurement that came to nothing; the message says why. The others go on.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
