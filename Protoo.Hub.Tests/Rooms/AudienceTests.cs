using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Protoo.Tests.Rooms;

/// <summary>A message is written once per protocol, before anybody gets it.</summary>
public sealed class AudienceTests : IAsyncLifetime
{
    private readonly RoomHarness _harness = new(static options => options.AnnouncePeers = false);
    private readonly CountingProtocol _first = new();
    private readonly CountingProtocol _second = new();
    private RoomMember _a = null!;

    public async Task InitializeAsync()
    {
        _a = await _harness.JoinAsync("a", _first);
        await _harness.JoinAsync("b", _first);
        await _harness.JoinAsync("c", _second);
        await _harness.JoinAsync("d", _first);
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Notify_IsWrittenOnceForEachProtocol()
    {
        await NotifyAsync(to: null, except: null);
        Assert.Equal((1, 1), (_first.Written, _second.Written));
        Assert.Equal(["m 1"], _a.Read());
    }

    [Fact]
    public async Task Notify_IsWrittenForThoseWhoGetIt()
    {
        await NotifyAsync(to: null, except: ["c"]);
        await NotifyAsync(to: ["d", "a"], except: null);
        Assert.Equal((2, 0), (_first.Written, _second.Written));
    }

    [Fact]
    public async Task Notify_CannotBeWrittenForOne_NobodyGetsIt()
    {
        _second.Fails = true;
        await Assert.ThrowsAsync<NotSupportedException>(() => NotifyAsync(to: null, except: null));
        Assert.Empty(_a.Read());
    }

    [Fact]
    public async Task Notify_NobodyIsThereToGetIt_CannotBeWritten_FailsAllTheSame()
    {
        _first.Fails = _second.Fails = true;
        await Assert.ThrowsAsync<NotSupportedException>(() => NotifyAsync(to: ["nobody"], except: null));
    }

    [Fact]
    public async Task Request_CannotBeWrittenForOne_NobodyIsAsked()
    {
        _second.Fails = true;
        await Assert.ThrowsAsync<NotSupportedException>(
            () => _harness.Room.Requests.SpreadAsync<int>(null, "m", [1], to: null, except: null, TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.Empty(_a.Read());
        Assert.False(_a.Peer.Seat.HasPendingRequests);
    }

    // Throws at once if writing fails.
    private async Task NotifyAsync(string[]? to, string[]? except) => await _harness.Room.Notify(null, new InvocationMessage("m", [1]), to, except);

    /// <summary>SignalR's JSON protocol, with a counter.</summary>
    private sealed class CountingProtocol : IHubProtocol
    {
        private readonly JsonHubProtocol _json = new();

        public int Written { get; private set; }

        public bool Fails { get; set; }

        // A SerializedHubMessage caches by name.
        public string Name { get; } = Guid.NewGuid().ToString();

        public int Version => _json.Version;

        public TransferFormat TransferFormat => _json.TransferFormat;

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
        {
            Written++;
            return Fails ? throw new NotSupportedException() : _json.GetMessageBytes(message);
        }

        public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
            => _json.TryParseMessage(ref input, binder, out message);

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => output.Write(GetMessageBytes(message).Span);
    }
}
