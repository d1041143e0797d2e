namespace Protoo.Transports;

/// <summary>
/// A completed <see cref="TaskCompletionSource"/>, which all share: a field that holds it says that what others could wait for has
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
