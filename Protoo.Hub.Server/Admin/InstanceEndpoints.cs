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
        return TypedResults.Ok(new
        {
            instances = statuses.Select(status => ToJson(status, isSelf: status.Instance == registry.Instance)),
            redis = (isCluster, statuses.Single(status => status.Instance == registry.Instance).LeaseAge) switch
            {
                (false, _) => "none",
                (_, null) => "away",
                _ => "connected",
            },
        });
    }

    private static async Task<IResult> DrainAsync(string instance, IInstanceRegistry registry, CancellationToken cancellationToken)
    {
        return await registry.DrainAsync(instance, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static object ToJson(InstanceStatus status, bool isSelf)
    {
        var leaseAge = status.LeaseAge?.TotalSeconds;
        if (status.State == InstanceState.Silent)
        {
            return new { instance = status.Instance, self = isSelf, status = "silent", leaseAge };
        }

        return new
        {
            instance = status.Instance,
            self = isSelf,
            status = status.State switch
            {
                InstanceState.Draining => "draining",
                InstanceState.Away => "away",
                _ => "ready",
            },
            leaseAge,
            version = status.Version,
            startedAt = status.StartTime,
            rooms = status.Rooms,
            peers = new { native = status.NativePeers, signalr = status.SignalRPeers },
            messages = new { received = status.MessagesReceived, sent = status.MessagesSent },
            backlog = status.OutgoingBacklog,
        };
    }
}
