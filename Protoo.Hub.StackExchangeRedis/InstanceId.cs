namespace Protoo.Clustering.Redis;

/// <summary>Identifies this process among the instances of the cluster. No other process ever has the same id.</summary>
internal sealed record InstanceId(string Value)
{
    public static InstanceId Create() => new($"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("N")[..8]}");
}
