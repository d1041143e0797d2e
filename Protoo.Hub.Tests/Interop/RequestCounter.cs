using Microsoft.AspNetCore.Http;

namespace Protoo.Tests.Interop;

/// <summary>Middleware that waits for a number of requests of a peer, once started.</summary>
internal sealed class RequestCounter(string peerId, int count)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStarted;
    private int _requests;

    public Task Reached => _reached.Task;

    public void Start() => _isStarted = true;

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var counts = _isStarted && context.Request.Query["peerId"] == peerId;
        await next(context);
        if (counts && Interlocked.Increment(ref _requests) == count)
        {
            _reached.SetResult();
        }
    }
}
