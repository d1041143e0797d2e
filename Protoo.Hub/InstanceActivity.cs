namespace Protoo;

/// <summary>What this process has to do at the moment, for operators, whether or not somebody listens to its metrics.</summary>
internal sealed class InstanceActivity
{
    private long _rooms;
    private long _nativePeers;
    private long _signalRPeers;
    private long _messagesReceived;
    private long _messagesSent;
    private volatile bool _countsMessages;

    public long Rooms => Interlocked.Read(ref _rooms);

    public long NativePeers => Interlocked.Read(ref _nativePeers);

    public long SignalRPeers => Interlocked.Read(ref _signalRPeers);

    /// <summary>How many messages were received while they were counted.</summary>
    public long MessagesReceived => Interlocked.Read(ref _messagesReceived);

    /// <summary>How many messages were sent while they were counted.</summary>
    public long MessagesSent => Interlocked.Read(ref _messagesSent);

    /// <summary>Whether messages are counted: a number that all connections write to costs each message some time.</summary>
    public bool CountsMessages
    {
        get => _countsMessages;
        set => _countsMessages = value;
    }

    public void AddRooms(int count) => Interlocked.Add(ref _rooms, count);

    public void AddPeers(bool isNative, int count) => Interlocked.Add(ref isNative ? ref _nativePeers : ref _signalRPeers, count);

    public void AddMessage(bool isReceived) => Interlocked.Increment(ref isReceived ? ref _messagesReceived : ref _messagesSent);
}
