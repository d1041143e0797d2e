namespace Protoo.Clustering.Redis;

/// <summary>One of the Lua scripts. Each runs as one atomic step, and lists its keys and arguments at the top.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Text">What is sent to Redis.</param>
internal sealed record RosterScript(string Name, string Text)
{
    public static RosterScript Join { get; } = LoadOfRoom("join");

    public static RosterScript Leave { get; } = LoadOfRoom("leave");

    public static RosterScript SetData { get; } = Load("set-data");

    public static RosterScript SetRoomData { get; } = LoadOfRoom("set-room-data");

    public static RosterScript Close { get; } = LoadOfRoom("close");

    public static RosterScript Reconcile { get; } = LoadOfRoom("reconcile");

    public static RosterScript Renew { get; } = Load("renew");

    public static RosterScript Adopt { get; } = Load("adopt");

    public static RosterScript Sweep { get; } = LoadOfRoom("sweep");

    public static RosterScript Leases { get; } = Load("leases");

    private static RosterScript LoadOfRoom(string name) => new(name, ReadText("room") + ReadText(name));

    private static RosterScript Load(string name) => new(name, ReadText(name));

    private static string ReadText(string name)
    {
        var type = typeof(RosterScript);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"The script {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
