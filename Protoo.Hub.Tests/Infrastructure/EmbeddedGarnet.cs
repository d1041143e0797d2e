using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.server;

namespace Protoo.Tests.Infrastructure;

/// <summary>Garnet, which speaks Redis's protocol, in the test process. Operations that need a separate process skip the test.</summary>
internal sealed class EmbeddedGarnet : RedisServer
{
    private readonly Socket _reservation;
    private readonly GarnetServer _server;

    private EmbeddedGarnet(Socket reservation)
        : base(((IPEndPoint)reservation.LocalEndPoint!).Port)
    {
        _reservation = reservation;
        _server = new GarnetServer(new GarnetServerOptions
        {
            EndPoints = [reservation.LocalEndPoint!],
            EnableLua = true,
            LuaOptions = new LuaOptions(),

            // Else, scripts are not atomic.
            LuaTransactionMode = true,

            // The defaults suit a server with gigabytes to spare.
            LogMemorySize = "64m",
            PageSize = "4m",
            IndexMemorySize = "1m",
            QuietMode = true,
        });
    }

    public static EmbeddedGarnet Start()
    {
        // Garnet does not tell which port it got. It shares its port, so this socket can reserve one without listening.
        var reservation = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reservation.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        reservation.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var garnet = new EmbeddedGarnet(reservation);
        garnet._server.Start();
        return garnet;
    }

    public override Task SaveAsync()
    {
        Skip();
        return Task.CompletedTask;
    }

    public override Task StopAsync(RedisMemory memory = RedisMemory.Nothing)
    {
        Skip();
        return Task.CompletedTask;
    }

    public override Task StartAgainAsync()
    {
        Skip();
        return Task.CompletedTask;
    }

    public override void Freeze() => Skip();

    public override void Thaw() => Skip();

    public override ValueTask DisposeAsync()
    {
        _server.Dispose();
        _reservation.Dispose();
        return default;
    }

    private static void Skip() => Requirement.Skip(true, "redis-server is not on the PATH, and Garnet is no process that could be stopped.");
}
