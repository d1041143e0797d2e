using Protoo.Fuzzing;
using SharpFuzz;

switch (args)
{
    case [var name]:
        // Instrumented code runs only inside the fuzzer.
        var target = new Lazy<IFuzzTarget>(() => FuzzTargets.Find(name));
        Fuzzer.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Value.Run(input.GetBuffer().AsSpan(0, (int)input.Length));
        });
        break;
    case [var name, var file]:
        FuzzTargets.Find(name).Run(File.ReadAllBytes(file));
        break;
    default:
        Console.Error.WriteLine("Name a target to run under AFL++, as run.sh does, or a target and a file.");
        return 1;
}

return 0;
