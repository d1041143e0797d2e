using System.Diagnostics;
using Protoo.Benchmarks.Attacks;
using Protoo.Benchmarks.Clients;

namespace Protoo.Tests.Hostile;

/// <summary>Attacks with frames: the attackers are closed as RFC 6455 says, the neighbours are served, and nothing remains.</summary>
[Collection(Neighbours.Collection)]
public sealed class FrameTests
{
    private const int Normal = 1000;
    private const int ProtocolError = 1002;
    private const int MessageTooBig = 1009;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MalformedFrames_AreClosed(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var target = neighbours.GetTarget(isSignalR);

        var connections = await Task.WhenAll(MalformedFrame.All.Select(async (frame, i) =>
        {
            var connection = await HostileConnection.EnterAsync(target, "attack", $"p{i}", CancellationToken.None).DefaultTimeout();
            await connection.SendAsync(frame.Bytes, CancellationToken.None).DefaultTimeout();
            return connection;
        }));

        // They read only now: what the server sends while it closes must not make it reset them, which would discard the close frame.
        await neighbours.WaitUntilAloneAsync();
        var ends = await Task.WhenAll(connections.Select(static connection => connection.ReceiveEndAsync(CancellationToken.None))).DefaultTimeout();
        Array.ForEach(connections, static connection => connection.Dispose());

        // ASP.NET Core resets the connection of a SignalR client, if it has not read everything, before the close frame arrives.
        Assert.Equal(
            MalformedFrame.All.Select(static frame => (frame.Name, (int?)frame.CloseCode)),
            MalformedFrame.All.Zip(ends, (frame, end) => (frame.Name, isSignalR ? end.CloseCode ?? frame.CloseCode : end.CloseCode)));
        await neighbours.WithstandAsync(new MalformedFrames(8), isSignalR);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_ClientKeepsTheSocket_ServerEndsIt(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting, "Protoo:CloseTimeout=00:00:00.100");
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        using var connection = await HostileConnection.EnterAsync(neighbours.GetTarget(isSignalR), "attack", "p", CancellationToken.None).DefaultTimeout();

        await connection.SendAsync(HostileFrame.Create(WebSocketOpCode.Close, [0x03, 0xE8]), CancellationToken.None).DefaultTimeout();

        await connection.ReceiveEndOfStreamAsync(CancellationToken.None).DefaultTimeout();
        await neighbours.WaitUntilAloneAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TebibyteIsAnnounced_ClosesAtTheLimit(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var attack = new AnnouncedLength(4);

        await neighbours.WithstandAsync(attack, isSignalR);

        Assert.NotEmpty(attack.Ends);

        // SignalR says why in a message of its own.
        Assert.All(attack.Ends, end => Assert.Equal(isSignalR ? Normal : MessageTooBig, end.CloseCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompressionBomb_ClosesAtTheLimit_AndTakesNoMemory(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting, "Protoo:EnableCompression=true");
        await using var neighbours = await Neighbours.EnterAsync(server.Http);
        var attack = new CompressionBomb(4);
        using var process = Process.GetProcessById(server.Id);
        var before = process.WorkingSet64;

        await neighbours.WithstandAsync(attack, isSignalR);

        process.Refresh();
        Assert.NotEmpty(attack.Ends);

        // SignalR clients get no compression. ASP.NET Core may reset their connection before the close frame arrives.
        Assert.All(attack.Ends, end => Assert.Contains(end.CloseCode, isSignalR ? [ProtocolError, null] : new int?[] { MessageTooBig }));
        Assert.InRange(process.PeakWorkingSet64, 0, before + CompressionBomb.Size);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PingFlood_MakesNobodyWait(bool isSignalR)
    {
        await using var server = await ServerProcess.StartAsync(Neighbours.AdminSetting);
        await using var neighbours = await Neighbours.EnterAsync(server.Http);

        await neighbours.WithstandAsync(new PingFlood(4), isSignalR);
    }
}
