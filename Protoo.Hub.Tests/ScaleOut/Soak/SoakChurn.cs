using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR;
using Protoo.Tests.ScaleOut.Model;

namespace Protoo.Tests.ScaleOut.Soak;

/// <summary>Clients that come to rooms, say and ask things, and go, in every way that clients do.</summary>
internal sealed class SoakChurn(ModelCluster cluster)
{
    private const int Workers = 12;
    private const int Rooms = 4;
    private const int StepsInRoom = 6;

    // So that the machine can do other things as well.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<int, int> _answers = new();
    private readonly string?[] _present = new string?[Workers];
    private int _number;
    private int _joined;

    /// <summary>How many have joined.</summary>
    public int Joined => _joined;

    /// <summary>How often each code was answered; 0 is success.</summary>
    public IReadOnlyDictionary<int, int> Answers => _answers;

    /// <summary>Runs until it is stopped. Everyone has left then.</summary>
    public Task RunAsync(CancellationToken stopped) => Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker, stopped), CancellationToken.None)));

    private static string RoomOf(int worker) => $"soak{worker % Rooms}";

    private async Task WorkAsync(int worker, CancellationToken stopped)
    {
        var random = new Random(worker);
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                await LiveAsync(worker, random);
                await Task.Delay(s_pause, stopped);
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException or HubException or AggregateException or IOException or OperationCanceledException)
            {
                // An instance that is gone, or away from Redis, takes nobody.
            }
        }
    }

    private async Task LiveAsync(int worker, Random random)
    {
        // One in eight comes under an id that may be there.
        var number = Interlocked.Increment(ref _number);
        var peerId = random.Next(8) == 0 ? "again" : string.Create(CultureInfo.InvariantCulture, $"p{number}");
        var server = cluster[random.Next(ModelPlan.Instances)];
        await using var connection = random.Next(3) == 0
            ? await SignalRModelConnection.ConnectAsync(server.HubUrl(peerId, RoomOf(worker)))
            : await NativeModelConnection.ConnectAsync(server.ProtooUrl(peerId, RoomOf(worker)));
        if (!(await AskAsync(connection, "getPeers", "{}")).Ok)
        {
            return;
        }

        Interlocked.Increment(ref _joined);
        _present[worker] = peerId;
        for (var step = 0; step < StepsInRoom; step++)
        {
            await TakeStepAsync(connection, worker, random);
        }

        _present[worker] = null;

        // Some do not wait for what they have asked, and some do not say goodbye.
        var pending = random.Next(2) == 0 ? AskPeerAsync(connection, worker, random, IModelConnection.Ignored, 10_000) : Task.CompletedTask;
        if (random.Next(2) == 0)
        {
            await connection.CloseAsync();
        }

        await connection.DisposeAsync();
        await pending;
    }

    private Task<ModelAnswer> TakeStepAsync(IModelConnection connection, int worker, Random random) => random.Next(7) switch
    {
        0 => AskAsync(connection, "setData", $$"""{"text":"{{new string('x', random.Next(1000))}}"}"""),
        1 => AskAsync(connection, "notify", """{"method":"note","data":{"n":1}}"""),
        2 => AskPeerAsync(connection, worker, random, IModelConnection.Mark, 5_000),
        3 => AskPeerAsync(connection, worker, random, IModelConnection.Refused, 5_000),
        4 => AskAsync(connection, "setRoomData", $$"""{"data":{"text":"{{new string('x', random.Next(1000))}}" } }"""),
        5 => AskPeerAsync(connection, worker, random, IModelConnection.Ignored, random.Next(2) == 0 ? 20 : 500),
        _ => AskAsync(connection, "spread", """{"method":"mark","timeout":500}"""),
    };

    // Somebody in the same room.
    private Task<ModelAnswer> AskPeerAsync(IModelConnection connection, int worker, Random random, string method, int timeout)
    {
        var other = (worker + (Rooms * random.Next(1, Workers / Rooms))) % Workers;
        return AskAsync(connection, "request", $$"""{"peerId":"{{_present[other] ?? "nobody"}}","method":"{{method}}","timeout":{{timeout}}}""");
    }

    private async Task<ModelAnswer> AskAsync(IModelConnection connection, string method, string data)
    {
        var answer = await connection.RequestAsync(method, data);
        _answers.AddOrUpdate(answer.Code, 1, static (_, count) => count + 1);
        return answer;
    }
}
