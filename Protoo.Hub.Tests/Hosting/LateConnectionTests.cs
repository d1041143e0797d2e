using Microsoft.Extensions.Time.Testing;
using Protoo.Hosting;
using Protoo.Tests.Rooms;

namespace Protoo.Tests.Hosting;

/// <summary>A connection that the backplane is told of late is taken from it again, if it may be there.</summary>
public sealed class LateConnectionTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Connected_IsThere()
    {
        var count = 0;
        var late = new LateConnection(new RecordingStore(), hasTried: false, () => Task.FromResult(++count), _clock);
        Assert.True(await late.StopAsync().DefaultTimeout());
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task NeverTried_IsNotThere()
    {
        var late = new LateConnection(new RecordingStore { IsAvailable = false }, hasTried: false, () => Task.CompletedTask, _clock);
        Assert.False(await late.StopAsync().DefaultTimeout());
    }

    [Fact]
    public async Task TriedBefore_MayBeThere()
    {
        var late = new LateConnection(new RecordingStore { IsAvailable = false }, hasTried: true, () => Task.CompletedTask, _clock);
        Assert.True(await late.StopAsync().DefaultTimeout());
    }

    [Fact]
    public async Task AttemptFailed_MayBeThere_AndIsTriedAgain()
    {
        var isTriedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var late = new LateConnection(new RecordingStore(), hasTried: false, ConnectAsync, _clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await isTriedAgain.Task.DefaultTimeout();
        Assert.True(await late.StopAsync().DefaultTimeout());

        late = new LateConnection(new RecordingStore(), hasTried: false, static () => throw new ProtooException(503, "away"), _clock);
        Assert.True(await late.StopAsync().DefaultTimeout());

        Task ConnectAsync()
        {
            if (++count == 1)
            {
                throw new ProtooException(503, "away");
            }

            isTriedAgain.SetResult();
            return Task.CompletedTask;
        }
    }
}
