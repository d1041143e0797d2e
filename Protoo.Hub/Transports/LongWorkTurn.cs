using System.Runtime.CompilerServices;

namespace Protoo.Transports;

/// <summary>Can be awaited: the code that follows is the work.</summary>
internal readonly struct LongWorkTurn(LongWork work) : ICriticalNotifyCompletion
{
    // A task could be completed before it is awaited, and the code would then run without a turn.
    public bool IsCompleted => false;

    public LongWorkTurn GetAwaiter() => this;

    public void OnCompleted(Action continuation) => work.Add(continuation);

    public void UnsafeOnCompleted(Action continuation) => work.Add(continuation);

    public void GetResult()
    {
    }
}
