namespace Protoo.Clustering.Redis;

/// <summary>The Lua scripts. Each runs as one atomic step, and lists its keys and arguments at the top.</summary>
internal static class RosterScript
{
    public static string Join { get; } = Load("open") + Load("join");

    public static string Leave { get; } = Load("leave");

    public static string SetData { get; } = Load("set-data");

    public static string Close { get; } = Load("close");

    public static string Reconcile { get; } = Load("open") + Load("reconcile");

    public static string Renew { get; } = Load("renew");

    public static string Adopt { get; } = Load("adopt");

    public static string Sweep { get; } = Load("sweep");

    private static string Load(string name)
    {
        var type = typeof(RosterScript);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"The script {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
