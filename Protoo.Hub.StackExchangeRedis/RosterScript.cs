namespace Protoo.Clustering.Redis;

/// <summary>The Lua scripts. Each runs as one atomic step, and lists its keys and arguments at the top.</summary>
internal static class RosterScript
{
    public static string Join { get; } = LoadOfRoom("join");

    public static string Leave { get; } = LoadOfRoom("leave");

    public static string SetData { get; } = Load("set-data");

    public static string SetRoomData { get; } = LoadOfRoom("set-room-data");

    public static string Close { get; } = LoadOfRoom("close");

    public static string Reconcile { get; } = LoadOfRoom("reconcile");

    public static string Renew { get; } = Load("renew");

    public static string Adopt { get; } = Load("adopt");

    public static string Sweep { get; } = LoadOfRoom("sweep");

    private static string LoadOfRoom(string name) => Load("room") + Load(name);

    private static string Load(string name)
    {
        var type = typeof(RosterScript);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"The script {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
