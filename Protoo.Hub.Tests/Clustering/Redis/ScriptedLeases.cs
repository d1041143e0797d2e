using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>Leases that a test renews and loses.</summary>
internal sealed class ScriptedLeases : ILeases
{
    private readonly List<string> _done = [];

    /// <summary>What the next beats find.</summary>
    public Queue<LeaseState> States { get; } = new();

    /// <summary>What beats find when the queue is empty.</summary>
    public LeaseState State { get; set; } = LeaseState.Held;

    public Func<Task> Rehearsal { get; set; } = static () => Task.CompletedTask;

    /// <summary>The calls, each with its lease.</summary>
    public IReadOnlyList<string> Done => _done;

    public Task<LeaseState> RenewAsync(string lease, bool isNew)
    {
        _done.Add($"{(isNew ? "take" : "renew")} {lease}");
        return Task.FromResult(States.TryDequeue(out var state) ? state : State);
    }

    public Task ReturnAsync(string lease, CancellationToken cancellationToken)
    {
        _done.Add($"return {lease}");
        return Task.CompletedTask;
    }

    public Task RehearseAsync(string lease)
    {
        _done.Add($"rehearse {lease}");
        return Rehearsal();
    }

    public void Sweep() => _done.Add("sweep");
}
