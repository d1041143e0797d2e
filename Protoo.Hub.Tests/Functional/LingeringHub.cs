namespace Protoo.Tests.Functional;

/// <summary>A hub whose peers stay in their room for a while after their connection has ended.</summary>
internal sealed class LingeringHub(LingeringHub.Script script) : ProtooHub
{
    public Task Shout(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Room.NotifyAsync("shout", i, except: [Peer.Id])));

    public void Leave() => Context.Abort();

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        script.Ending.TrySetResult();
        await script.MayLeave.Task;
        await base.OnDisconnectedAsync(exception);
    }

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.Accept("r", request.HttpContext.Request.Query["peerId"].ToString());
        return default;
    }

    internal sealed class Script
    {
        public TaskCompletionSource Ending { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayLeave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
