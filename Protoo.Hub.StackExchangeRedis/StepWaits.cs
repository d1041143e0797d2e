namespace Protoo.Clustering.Redis;

/// <summary>The waits for steps of a room to be applied. Guarded by the room's gate.</summary>
internal sealed class StepWaits
{
    private readonly SortedDictionary<long, TaskCompletionSource> _waits = [];

    /// <summary>Returns a task that completes when the step of a version and all earlier ones have been applied.</summary>
    public Task Add(long version)
    {
        if (!_waits.TryGetValue(version, out var wait))
        {
            _waits.Add(version, wait = new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return wait.Task;
    }

    /// <summary>Completes the waits for all steps up to a version.</summary>
    public void Complete(long reached)
    {
        while (_waits.Count > 0 && _waits.First() is var (version, wait) && version <= reached)
        {
            _waits.Remove(version);
            wait.SetResult();
        }
    }

    /// <summary>Fails all waits with error 503, because no more steps will arrive.</summary>
    public void Fail(ProtooException exception)
    {
        foreach (var wait in _waits.Values)
        {
            wait.SetException(exception);
        }

        _waits.Clear();
    }
}
