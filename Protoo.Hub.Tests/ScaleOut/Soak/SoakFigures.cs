using Protoo.Tests.ScaleOut.Model;

namespace Protoo.Tests.ScaleOut.Soak;

/// <summary>What the cluster holds.</summary>
internal sealed record SoakFigures(IReadOnlyList<InstanceFigures> Instances, RedisFigures Redis)
{
    /// <param name="cluster">The cluster.</param>
    /// <param name="gauges">Those of the instances that are measured.</param>
    public static async Task<SoakFigures> ReadAsync(ModelCluster cluster, IReadOnlyList<ServerGauges> gauges)
    {
        var instances = await Task.WhenAll(gauges.Select((gauge, i) => InstanceFigures.ReadAsync(cluster[i].Id, gauge)));
        await using var redis = await cluster.ConnectToRedisAsync();
        return new SoakFigures(instances, await RedisFigures.ReadAsync(redis));
    }

    /// <summary>Whether the cluster holds no more than before, apart from a tolerance for each instance.</summary>
    public bool IsWithin(SoakFigures before, InstanceFigures tolerance)
    {
        return Redis.IsAsMuchAs(before.Redis)
            && Instances.Zip(before.Instances).All(pair => pair.First.IsWithin(pair.Second, tolerance));
    }

    public override string ToString() => $"{string.Join(", ", Instances)}, {Redis}";
}
