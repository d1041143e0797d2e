using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

public sealed class StepWaitsTests
{
    private readonly StepWaits _waits = new();

    [Fact]
    public async Task Complete_EndsThoseUpToTheVersion_AndNoOthers()
    {
        var (fifth, seventh, sixth, otherSixth) = (_waits.Add(5), _waits.Add(7), _waits.Add(6), _waits.Add(6));
        _waits.Complete(4);
        Assert.False(fifth.IsCompleted);
        _waits.Complete(6);
        await Task.WhenAll(fifth, sixth, otherSixth).DefaultTimeout();
        Assert.False(seventh.IsCompleted);
    }

    [Fact]
    public async Task Fail_EndsAllThatWait_AndNoneThatComesLater()
    {
        var wait = _waits.Add(5);
        _waits.Fail(new ProtooException(503, "away"));
        Assert.Equal("away", (await Assert.ThrowsAsync<ProtooException>(() => wait.DefaultTimeout())).Reason);

        var later = _waits.Add(5);
        Assert.False(later.IsCompleted);
        _waits.Complete(5);
        await later.DefaultTimeout();
    }
}
