namespace Protoo.Tests.Infrastructure;

/// <summary>Waits for what no event announces.</summary>
internal static class Polling
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition is true.</summary>
    public static Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        return Task.Run(async () =>
        {
            while (!await condition())
            {
                await Task.Delay(s_pause);
            }
        }).DefaultTimeout();
    }

    /// <inheritdoc cref="WaitUntilAsync(Func{Task{bool}})" />
    public static Task WaitUntilAsync(Func<bool> condition) => WaitUntilAsync(() => Task.FromResult(condition()));
}
