using System.Net;
using System.Net.Sockets;

namespace Protoo.Samples.Conference;

/// <summary>The media of a conference: what a member sends to its UDP port goes to all others.</summary>
public sealed class Media(IConfiguration configuration) : IRoomLifetime
{
    private UdpClient _port = null!;
    private Task _forwarding = null!;

    public string? Address => _port.Client.LocalEndPoint?.ToString();

    public List<Member> Members { get; } = [];

    public async Task OpenAsync()
    {
        _port = new UdpClient(new IPEndPoint((await Dns.GetHostAddressesAsync(configuration["MediaHost"] ?? "127.0.0.1"))[0], 0));
        _forwarding = ForwardAsync();
    }

    public async Task CloseAsync()
    {
        _port.Dispose();
        await _forwarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ForwardAsync()
    {
        while (true)
        {
            var packet = await _port.ReceiveAsync();
            if (Members.Find(member => packet.Buffer.AsSpan().StartsWith(member.Key)) is { } sender)
            {
                sender.EndPoint = packet.RemoteEndPoint;
                Members.FindAll(member => member != sender && member.EndPoint is not null)
                    .ForEach(receiver => _port.Send(packet.Buffer.AsSpan(sender.Key.Length), receiver.EndPoint));
            }
        }
    }
}
