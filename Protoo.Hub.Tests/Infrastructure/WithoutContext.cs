namespace Protoo.Tests.Infrastructure;

/// <summary>
/// Lets a test complete something as a server does, without a synchronization context. Under that of xunit, what awaits it would continue
/// later, and on another thread.
/// </summary>
internal static class WithoutContext
{
    public static void Run(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
