namespace Protoo.Clustering.Redis;

/// <summary>Those who wait until a step of a room is applied. The room's gate guards it.</summary>
internal sealed class StepWaits
{
    private readonly SortedDictionary<long, TaskCompletionSource> _waits = [];

    /// <summary>Completes when the step of a version, and all before it, are applied.</summary>
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

    /// <summary>No step will be seen any more: all end with 503.</summary>
    public void Fail(ProtooException exception)
    {
        foreach (var wait in _waits.Values)
        {
            wait.SetException(exception);
        }

        _waits.Clear();
    }
}
