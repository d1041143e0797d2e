namespace Protoo.Server.Admin;

/// <summary>The part of the operator's HTTP API that is about the instances of the cluster.</summary>
internal static class InstanceEndpoints
{
    public static void Map(IEndpointRouteBuilder instances)
    {
        instances.MapGet("/", ListAsync);
        instances.MapPost("/{instance}/drain", DrainAsync);
    }

    private static async Task<IResult> ListAsync(IInstanceRegistry registry, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var statuses = await registry.GetInstancesAsync(cancellationToken);
        var isCluster = configuration.GetConnectionString("Redis") is { Length: > 0 };
        var redis = (isCluster, statuses.Single(status => status.Instance == registry.Instance).LeaseAge) switch
        {
            (false, _) => "none",
            (_, null) => "away",
            _ => "connected",
        };
        return TypedResults.Ok(new InstanceList(statuses.Select(status => ToEntry(status, isSelf: status.Instance == registry.Instance)), redis));
    }

    private static async Task<IResult> DrainAsync(string instance, IInstanceRegistry registry, CancellationToken cancellationToken)
    {
        return await registry.DrainAsync(instance, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static InstanceList.InstanceEntry ToEntry(InstanceStatus status, bool isSelf)
    {
        var state = status.State switch
        {
            InstanceState.Silent => "silent",
            InstanceState.Draining => "draining",
            InstanceState.Away => "away",
            _ => "ready",
        };
        var entry = new InstanceList.InstanceEntry(status.Instance, isSelf, state, status.LeaseAge?.TotalSeconds);
        return status.State == InstanceState.Silent ? entry : entry with
        {
            Version = status.Version,
            StartedAt = status.StartTime,
            Rooms = status.Rooms,
            Peers = new InstanceList.PeerCounts(status.NativePeers, status.SignalRPeers),
            Messages = new InstanceList.MessageCounts(status.MessagesReceived, status.MessagesSent),
            Backlog = status.OutgoingBacklog,
        };
    }
}
