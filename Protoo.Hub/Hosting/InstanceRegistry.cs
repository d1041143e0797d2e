using Protoo.Clustering;

namespace Protoo.Hosting;

/// <param name="local">This instance.</param>
/// <param name="relay">The way to the others; null if this one is alone.</param>
internal sealed class InstanceRegistry(ILocalInstance local, IInstanceRelay? relay = null) : IInstanceRegistry
{
    public string Instance => local.Instance;

    public async Task<IReadOnlyList<InstanceStatus>> GetInstancesAsync(CancellationToken cancellationToken = default)
    {
        if (relay is null)
        {
            return [local.GetStatus()];
        }

        try
        {
            var leases = await relay.FindLeasesAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return await Task.WhenAll(leases.Keys
                .Append(Instance)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(instance => AskAsync(instance, leases, cancellationToken))).ConfigureAwait(false);
        }
        catch (ProtooException)
        {
            return [local.GetStatus()];
        }
    }

    public async Task<bool> DrainAsync(string instance, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (instance == Instance)
        {
            local.Drain();
            return true;
        }

        if (relay is null || !(await relay.FindLeasesAsync().WaitAsync(cancellationToken).ConfigureAwait(false)).ContainsKey(instance))
        {
            return false;
        }

        relay.Drain(instance);
        return true;
    }

    private async Task<InstanceStatus> AskAsync(string instance, IReadOnlyDictionary<string, TimeSpan> leases, CancellationToken cancellationToken)
    {
        if (instance == Instance)
        {
            return local.GetStatus();
        }

        return await relay!.AskAsync(instance, cancellationToken).ConfigureAwait(false)
            ?? new InstanceStatus { Instance = instance, State = InstanceState.Silent, LeaseAge = leases[instance] };
    }
}
