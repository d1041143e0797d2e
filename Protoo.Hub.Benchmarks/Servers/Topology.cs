namespace Protoo.Benchmarks.Servers;

/// <summary>The processes of a contender, and which of them a client connects to.</summary>
/// <param name="Instances">The number of servers.</param>
/// <param name="HasRedis">Whether they share a Redis.</param>
/// <param name="KeepsRoomsTogether">Whether a room is on one instance only; otherwise, its peers are distributed over all.</param>
internal sealed record Topology(int Instances = 1, bool HasRedis = false, bool KeepsRoomsTogether = false)
{
    public int GetInstance(int client, int room) => (KeepsRoomsTogether ? room : client) % Instances;
}
