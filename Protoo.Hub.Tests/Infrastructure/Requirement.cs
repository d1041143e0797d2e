namespace Protoo.Tests.Infrastructure;

/// <summary>What some tests need: programs beyond the .NET SDK, or time.</summary>
internal static class Requirement
{
    /// <summary>Skips the test, with the reason, if a program is missing. With PROTOO_TEST_REQUIRE_ALL=1, the test fails instead.</summary>
    /// <returns>The path of the program.</returns>
    public static string Program(string name)
    {
        var path = Find(name);
        Skip(path is null, $"{name} is not on the PATH.");
        return path!;
    }

    /// <summary>Finds a program that has a substitute. With PROTOO_TEST_REQUIRE_ALL=1, the test fails if the program is missing.</summary>
    /// <returns>The path of the program, or null.</returns>
    public static string? ProgramWithSubstitute(string name)
    {
        var path = Find(name);
        if (path is null)
        {
            FailIfAllIsRequired($"{name} is not on the PATH.");
        }

        return path;
    }

    /// <summary>Skips a slow test unless PROTOO_TEST_FULL=1 is set. PROTOO_TEST_REQUIRE_ALL does not affect it.</summary>
    public static void Full(string reason)
    {
        Xunit.Skip.If(Environment.GetEnvironmentVariable("PROTOO_TEST_FULL") != "1", $"{reason} PROTOO_TEST_FULL=1 runs it.");
    }

    public static void Skip(bool condition, string reason)
    {
        if (condition)
        {
            FailIfAllIsRequired(reason);
        }

        Xunit.Skip.If(condition, reason);
    }

    private static void FailIfAllIsRequired(string reason)
    {
        if (Environment.GetEnvironmentVariable("PROTOO_TEST_REQUIRE_ALL") == "1")
        {
            Assert.Fail($"PROTOO_TEST_REQUIRE_ALL is set, but {reason}");
        }
    }

    private static string? Find(string name)
    {
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, $"{name}.exe") })
            .FirstOrDefault(File.Exists);
    }
}
