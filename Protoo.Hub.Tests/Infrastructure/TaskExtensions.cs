using System.Runtime.CompilerServices;

namespace Protoo.Tests.Infrastructure;

internal static class TaskExtensions
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Limits a wait. On timeout, the test fails and names the waiting line.</summary>
    public static async Task<T> DefaultTimeout<T>(this Task<T> task, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        await DefaultTimeout((Task)task, file, line);
        return await task;
    }

    /// <inheritdoc cref="DefaultTimeout{T}" />
    public static async Task DefaultTimeout(this Task task, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        try
        {
            await task.WaitAsync(s_limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{Path.GetFileName(file)}:{line} waited for more than {s_limit}.");
        }
    }
}
