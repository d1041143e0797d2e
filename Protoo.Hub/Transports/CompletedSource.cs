namespace Protoo.Transports;

/// <summary>
/// A completed <see cref="TaskCompletionSource"/> that is shared by all. A field that holds it shows that what others could wait for has
/// happened, and keeps nothing else alive.
/// </summary>
internal static class CompletedSource
{
    public static TaskCompletionSource Instance { get; } = Create();

    private static TaskCompletionSource Create()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
