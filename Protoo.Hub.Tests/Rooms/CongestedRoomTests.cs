using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Protoo.Clustering;
using Protoo.Tests.Transports;

namespace Protoo.Tests.Rooms;

/// <summary>A receiver that does not keep up holds back only those that send it a lot.</summary>
public sealed class CongestedRoomTests : IAsyncLifetime
{
    // The low mark is a quarter of this.
    private const int Bound = 400;

    private readonly RoomHarness _harness = new(static options => options.AnnouncePeers = false);
    private readonly ControlledMessageWriter _slowOutput;
    private readonly ControlledMessageWriter _fastOutput;
    private RoomMember _slow = null!;
    private RoomMember _sender = null!;

    public CongestedRoomTests()
    {
        _slowOutput = new ControlledMessageWriter(Bound, _harness.Clock) { HoldsSends = true };
        _fastOutput = new ControlledMessageWriter(Bound, _harness.Clock);
    }

    public async Task InitializeAsync()
    {
        _slow = await _harness.JoinAsync("slow", output: _slowOutput);
        _sender = await _harness.JoinAsync("sender", output: _fastOutput);
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Message_GoesStraightToTheQueue()
    {
        await NotifyAsync(_sender.Peer.Seat, 1);
        var (_, copy, _) = await _fastOutput.NextAsync();
        Assert.Contains("\"target\":\"m\"", Encoding.UTF8.GetString(copy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Congested_TheHubIsHeldBack_UntilTheReceiverHasCaughtUp()
    {
        using var holds = new MetricCollector<long>(_harness.Services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.holds");
        Task hold;
        do
        {
            hold = NotifyAsync(sender: null, 50);
        }
        while (hold.IsCompleted);

        Assert.True(_slow.Peer.IsCongested);
        Assert.False(_sender.Peer.IsCongested);
        Assert.Single(holds.GetMeasurementSnapshot());
        _slowOutput.HoldsSends = false;
        var (_, _, send) = await _slowOutput.NextAsync();
        send.SetResult();
        await hold.DefaultTimeout();
        Assert.False(_slow.Peer.IsCongested);
    }

    [Fact]
    public async Task TwoCongested_TheHubIsHeldBack_UntilBothHaveCaughtUp()
    {
        var otherOutput = new ControlledMessageWriter(Bound, _harness.Clock) { HoldsSends = true };
        await _harness.JoinAsync("other", output: otherOutput);
        Task hold;
        do
        {
            hold = NotifyAsync(sender: null, 50);
        }
        while (hold.IsCompleted);

        await CatchUpAsync(otherOutput);
        Assert.False(hold.IsCompleted);
        await CatchUpAsync(_slowOutput);
        await hold.DefaultTimeout();

        static async Task CatchUpAsync(ControlledMessageWriter output)
        {
            output.HoldsSends = false;
            (await output.NextAsync()).Send.SetResult();
            await output.DrainAsync().DefaultTimeout();
        }
    }

    [Fact]
    public async Task Congested_APeerThatSendsMuch_IsNotReadOn()
    {
        Task hold;
        do
        {
            hold = NotifyAsync(_sender.Peer.Seat, 50);
        }
        while (hold.IsCompleted);

        Assert.NotNull(_sender.Peer.ReadHold);
        Assert.Null((await _harness.JoinAsync("other", output: new ControlledMessageWriter(Bound, _harness.Clock))).Peer.ReadHold);
        _harness.Clock.Advance(TimeSpan.FromSeconds(2));
        await hold.DefaultTimeout();
        Assert.Null(_sender.Peer.ReadHold);
    }

    private Task NotifyAsync(Seat? sender, int length)
    {
        return _harness.Room.Notify(sender, new InvocationMessage("m", [new string('x', length)]), to: null, except: null);
    }
}
