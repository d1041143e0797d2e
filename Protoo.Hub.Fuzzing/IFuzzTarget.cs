namespace Protoo.Fuzzing;

/// <summary>Code of this repository that reads what others have written.</summary>
internal interface IFuzzTarget
{
    /// <summary>The name of the folder of its corpus.</summary>
    string Name { get; }

    /// <summary>Reads one input.</summary>
    /// <exception cref="Exception">Something that always holds did not hold, or an exception got out that must not.</exception>
    void Run(ReadOnlySpan<byte> input);
}
