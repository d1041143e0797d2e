using System.Threading.Channels;

namespace Protoo.Rooms;

/// <summary>Reads what happens in a room that is watched.</summary>
/// <param name="includesData">Whether the reader wants the data.</param>
internal sealed class RoomWatchReader(bool includesData) : IDisposable
{
    // A reader that does not keep up misses the oldest.
    private const int Capacity = 4096;

    private readonly Channel<RoomTraffic> _traffic = Channel.CreateBounded<RoomTraffic>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    public bool IncludesData { get; } = includesData;

    /// <summary>Whether the reader has stopped.</summary>
    public bool IsDone { get; private set; }

    public void Write(RoomTraffic traffic) => _traffic.Writer.TryWrite(traffic);

    /// <summary>Ends what is read, because the room is gone.</summary>
    public void Complete() => _traffic.Writer.TryComplete();

    public IAsyncEnumerable<RoomTraffic> ReadAllAsync(CancellationToken cancellationToken) => _traffic.Reader.ReadAllAsync(cancellationToken);

    public void Dispose() => IsDone = true;
}
