using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Protoo.Tests.Functional;

/// <summary>Its method waits until the test lets it go.</summary>
internal sealed class GateHub(GateHub.Gate gate) : ProtooHub
{
    public Task<int> Enter(int[] number) => gate.EnterAsync(number[0]);

    /// <summary>Asks another peer, and waits as long as that peer takes.</summary>
    public async Task<RawJson> AskOther(string peerId) => await Room.FindPeer(peerId)!.RequestAsync("ask");

    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        request.Accept("r", request.HttpContext.Request.Query["peerId"] is [{ } peerId] ? peerId : "p");
        return default;
    }

    internal sealed class Gate
    {
        private readonly Channel<int> _entered = Channel.CreateUnbounded<int>();
        private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _inside = new();

        public ChannelReader<int> Entered => _entered.Reader;

        public Task<int> EnterAsync(int number)
        {
            _entered.Writer.TryWrite(number);
            return Of(number).Task;
        }

        /// <summary>Lets a call go, even before it arrives.</summary>
        public void Leave(int number) => Of(number).SetResult(number);

        private TaskCompletionSource<int> Of(int number)
        {
            return _inside.GetOrAdd(number, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }
}
