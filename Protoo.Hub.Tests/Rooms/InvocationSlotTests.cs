using Microsoft.AspNetCore.SignalR;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>An invocation that waits for peers gives its slot back, once for all its waits.</summary>
public sealed class InvocationSlotTests : IAsyncDisposable
{
    private readonly RoomHarness _harness = new(static options => options.MaximumWaitingRequests = 1);
    private readonly CallerClients _caller = new();
    private readonly HubPeer _peer;
    private readonly InvocationSlot _slot;

    public InvocationSlotTests()
    {
        _peer = RoomMember.Connect(_harness.Registry).Peer;
        _slot = new InvocationSlot(_caller, _peer);
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public void Wait_SignalRIsToldByAnInvocationOfNobody()
    {
        Assert.True(_slot.BeginWait());
        Assert.Equal([(InvocationSlot.ConnectionId, string.Empty)], _caller.Invoked);
    }

    [Fact]
    public void SeveralWaitsOfOneInvocation_AreOneOfTheConnection()
    {
        Assert.True(_slot.BeginWait());
        Assert.True(_slot.BeginWait());
        _slot.EndWait();
        Assert.False(_peer.TryBeginWait());
        _slot.EndWait();
        Assert.True(_peer.TryBeginWait());
    }

    [Fact]
    public void AnotherInvocation_WhenAsManyWaitAsMay_429()
    {
        Assert.True(_slot.BeginWait());
        var exception = Assert.Throws<ProtooException>(() => new InvocationSlot(_caller, _peer).BeginWait());
        Assert.Equal((429, "Too many requests wait for other peers."), (exception.Code, exception.Reason));
        _slot.EndWait();
        Assert.True(new InvocationSlot(_caller, _peer).BeginWait());
    }

    [Fact]
    public void NoSlot_TheConnectionIsNotRead()
    {
        _caller.HasSlot = false;
        Assert.False(_slot.BeginWait());
        _slot.EndWait();
    }

    /// <summary>The clients that a call sees.</summary>
    private sealed class CallerClients : IHubCallerClients, ISingleClientProxy
    {
        private string? _connectionId;

        public List<(string? ConnectionId, string Method)> Invoked { get; } = [];

        public bool HasSlot { get; set; } = true;

        public ISingleClientProxy Caller => throw new NotSupportedException();

        public IClientProxy Others => throw new NotSupportedException();

        public IClientProxy All => throw new NotSupportedException();

        IClientProxy IHubCallerClients<IClientProxy>.Caller => throw new NotSupportedException();

        public ISingleClientProxy Client(string connectionId)
        {
            _connectionId = connectionId;
            return this;
        }

        IClientProxy IHubClients<IClientProxy>.Client(string connectionId) => Client(connectionId);

        public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken)
        {
            Invoked.Add((_connectionId, method));
            return HasSlot ? Task.FromResult<T>(default!) : throw new InvalidOperationException();
        }

        public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IClientProxy OthersInGroup(string groupName) => throw new NotSupportedException();

        public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) => throw new NotSupportedException();

        public IClientProxy Clients(IReadOnlyList<string> connectionIds) => throw new NotSupportedException();

        public IClientProxy Group(string groupName) => throw new NotSupportedException();

        public IClientProxy Groups(IReadOnlyList<string> groupNames) => throw new NotSupportedException();

        public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => throw new NotSupportedException();

        public IClientProxy User(string userId) => throw new NotSupportedException();

        public IClientProxy Users(IReadOnlyList<string> userIds) => throw new NotSupportedException();
    }
}
