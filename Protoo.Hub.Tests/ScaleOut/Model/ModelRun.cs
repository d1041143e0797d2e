using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>Carries out a plan, and compares the cluster with the model.</summary>
internal sealed class ModelRun(ModelPlan plan, ModelCluster cluster)
{
    // The last instance to return may take 15 s.
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    // After a fault: longer than an instance needs to notice that something is wrong.
    private static readonly TimeSpan s_doubtTime = TimeSpan.FromMilliseconds(1_500);

    private readonly ModelRoom[] _rooms = [.. Enumerable.Range(0, plan.Rooms).Select(room => new ModelRoom($"{plan.Seed}-{room}"))];
    private readonly ModelSteps _steps = new(cluster);
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly StringBuilder _story = new();
    private int _callCount = 1_000_000;

    public async Task RunAsync()
    {
        try
        {
            foreach (var batch in plan.Batches)
            {
                if (batch.Fault is null)
                {
                    await RunAsync(batch.Groups);
                }
                else
                {
                    await RunAsync(batch.Groups, batch.Fault);
                }

                await SettleAsync(batch.Fault is not null);
            }

            await CloseAllAsync();
            await SettleAsync(afterFault: false);
        }
        catch (Exception exception) when (exception is not SkipException)
        {
            var clients = string.Join('\n', _rooms.SelectMany(static room => room.Clients).Select(static client =>
                $"{client}: {(client.IsClosed ? "closed" : "open")}, {ModelPeer.Show(client.FirstRoster)}, {string.Join(", ", client.Events)}"));
            var redis = string.Join('\n', await Task.WhenAll(_rooms.Select(room => cluster.ShowRoomAsync(room.RoomId))));
            throw new InvalidOperationException(
                $"Run with seed {plan.Seed} (PROTOO_TEST_MODEL_SEED={plan.Seed} PROTOO_TEST_MODEL_RUNS=1): {exception.Message}\n{_story}\n{clients}\n{redis}\n{cluster.ShowLogs()}",
                exception);
        }
        finally
        {
            await Task.WhenAll(_steps.Clients.Select(static client => client.Connection.DisposeAsync().AsTask()));
        }
    }

    private async Task RunAsync(IReadOnlyList<IReadOnlyList<ModelStep>> groups)
    {
        foreach (var group in groups)
        {
            await Task.WhenAll(group.Select(step => ExecuteAsync(step, isCertain: group.Count == 1, isCalm: true)));
        }
    }

    private async Task RunAsync(IReadOnlyList<IReadOnlyList<ModelStep>> groups, ModelFault fault)
    {
        ModelStep[] steps = [.. groups.SelectMany(static group => group)];
        var tasks = steps.Take(fault.After).Select(step => ExecuteAsync(step, isCertain: false, isCalm: false)).ToList();
        await BeginAsync(fault);

        // The steps are spread over the duration of the fault.
        foreach (var step in steps.Skip(fault.After))
        {
            tasks.Add(ExecuteAsync(step, isCertain: false, isCalm: false));
            await Task.Delay(fault.Duration / (steps.Length - fault.After));
        }

        await cluster.EndAsync(fault);
        Tell($"{fault.Kind} is over");
        await Task.WhenAll(tasks);
    }

    private async Task BeginAsync(ModelFault fault)
    {
        Tell($"{fault.Kind} of {fault.Instance} for {fault.Duration.TotalMilliseconds} ms");
        foreach (var room in _rooms)
        {
            lock (room.Gate)
            {
                foreach (var client in room.Clients.Where(client => fault.Kind == ModelFaultKind.Kill && client.Instance == fault.Instance))
                {
                    client.CloseCauses |= ModelCloseCauses.InstanceDied;
                    client.MustClose = true;
                    room.Leave(client.PeerId, isGone: false);
                }
            }
        }

        await cluster.BeginAsync(fault);
    }

    private async Task ExecuteAsync(ModelStep step, bool isCertain, bool isCalm)
    {
        Tell($"{step}: {await _steps.ExecuteAsync(_rooms[step.Room], step, isCertain, isCalm)}");
    }

    private async Task SettleAsync(bool afterFault)
    {
        var waiting = Stopwatch.StartNew();
        if (afterFault)
        {
            await cluster.WaitUntilReadyAsync();
        }

        // Instances that have not noticed the fault yet may undo this.
        await ConvergeAsync(waiting);
        if (afterFault)
        {
            await Task.Delay(s_doubtTime);
            await cluster.WaitUntilReadyAsync();
            await ConvergeAsync(waiting);
        }

        foreach (var room in _rooms)
        {
            var roster = await GetRosterAsync(room);
            room.Settle(roster, room.Open.FirstOrDefault()?.RoomData?.Data ?? ModelLineage.NoData);
            await CallAsync(room);
            Tell($"Room {room.RoomId} has settled: {ModelPeer.Show(roster)}");
        }
    }

    private async Task ConvergeAsync(Stopwatch waiting)
    {
        while (await FindProblemAsync() is { } problem)
        {
            Assert.True(waiting.Elapsed < s_settleTime, $"It has not settled: {problem}.");
            await Task.Delay(s_pause);
        }
    }

    private async Task<string?> FindProblemAsync()
    {
        foreach (var room in _rooms)
        {
            if (room.CheckConnections() is { } problem)
            {
                return problem;
            }

            ModelRoomData? roomDataOfAll = null;
            foreach (var client in room.Open)
            {
                var answer = await client.Connection.RequestAsync("getPeers", "{}");
                if (!answer.Ok || !await client.ReceiveAsync())
                {
                    return $"{client} is not answered ({answer.Code})";
                }

                var roster = ModelPeer.ReadAll(answer.Data);
                if (room.CheckRoster(roster) is { } rosterProblem)
                {
                    return $"{client} sees {ModelPeer.Show(roster)}, {rosterProblem}";
                }

                var roomData = ModelRoomData.Read(answer.Data.GetProperty("roomData"));
                if (room.CheckData(client, roomData) is { } dataProblem)
                {
                    return $"{client} sees the room's data {roomData}, {dataProblem}";
                }

                if (roomData != (roomDataOfAll ??= roomData))
                {
                    return $"{client} sees the room's data {roomData}, and others {roomDataOfAll}";
                }

                if (ModelObservation.Check(client, roster) is { } observationProblem)
                {
                    return observationProblem;
                }
            }

            if (room.CheckNotes() is { } noteProblem)
            {
                return noteProblem;
            }

            if (await FindProblemOfOperatorAsync(room) is { } operatorProblem)
            {
                return operatorProblem;
            }
        }

        return null;
    }

    /// <summary>The operator sees the same as the clients, on every instance.</summary>
    private async Task<string?> FindProblemOfOperatorAsync(ModelRoom room)
    {
        var roster = await GetRosterAsync(room);
        string? last = null;
        for (var i = 0; i < ModelPlan.Instances; i++)
        {
            var (status, found) = await cluster.FindRoomAsync(i, room.RoomId);
            if (status is not (HttpStatusCode.OK or HttpStatusCode.NotFound))
            {
                return $"the operator gets {status} at {i}";
            }

            var peers = found is null ? [] : ModelPeer.ReadAll(found.Value);
            if (!peers.SequenceEqual(roster) || (found is null) != (roster.Length == 0))
            {
                return $"the operator sees {found?.GetRawText() ?? "no room"} at {i}, clients see {ModelPeer.Show(roster)}";
            }

            var text = found?.GetRawText();
            if (i > 0 && text != last)
            {
                return $"the operator sees {text} at {i}, but {last} at {i - 1}";
            }

            last = text;
            foreach (var peer in found?.GetProperty("peers").EnumerateArray() ?? default)
            {
                var isSignalR = room.Find(peer.GetProperty("peerId").GetString()!, 0)?.IsSignalR;
                if (isSignalR != (peer.GetProperty("transport").GetString() == "signalr"))
                {
                    return $"the operator sees another kind of connection: {peer.GetRawText()}";
                }
            }
        }

        return null;
    }

    private static async Task<ModelPeer[]> GetRosterAsync(ModelRoom room)
    {
        var answer = room.Open.FirstOrDefault() is { } client ? await client.Connection.RequestAsync("getPeers", "{}") : null;
        return answer is { Ok: true } ? ModelPeer.ReadAll(answer.Data) : [];
    }

    /// <summary>What the operator sends to the room reaches all its peers once, from any instance.</summary>
    private async Task CallAsync(ModelRoom room)
    {
        for (var i = 0; i < ModelPlan.Instances; i++)
        {
            var waiting = Stopwatch.StartNew();
            var number = ++_callCount;
            HttpStatusCode? status;

            // On a busy machine, an instance may lose sight of Redis once more.
            while ((status = await CallAsync(room, i, number)) == HttpStatusCode.ServiceUnavailable)
            {
                Assert.True(waiting.Elapsed < s_settleTime, $"The operator is not served at {i}.");
                await Task.Delay(s_pause);
                number = ++_callCount;
            }

            Assert.Equal(room.Clients.Count == 0 ? HttpStatusCode.NotFound : HttpStatusCode.NoContent, status);
            foreach (var client in room.Clients)
            {
                while (await client.ReceiveAsync() && client.CountCalls(number) == 0)
                {
                    Assert.True(waiting.Elapsed < s_settleTime, $"{client} did not get the operator's notification {number} from {i}.");
                    await Task.Delay(s_pause);
                }

                Assert.Equal(1, client.CountCalls(number));
            }
        }
    }

    private Task<HttpStatusCode?> CallAsync(ModelRoom room, int instance, int number)
    {
        return cluster.CallAsync(HttpMethod.Post, instance, $"/rooms/{room.RoomId}/notify", ModelSteps.ToCall(number));
    }

    private async Task CloseAllAsync()
    {
        foreach (var room in _rooms)
        {
            foreach (var client in room.Open.ToArray())
            {
                client.CloseCauses |= ModelCloseCauses.Left;
                await client.Connection.DisposeAsync();
            }
        }
    }

    private void Tell(string what)
    {
        lock (_story)
        {
            _story.AppendLine(CultureInfo.InvariantCulture, $"{_time.ElapsedMilliseconds,6} ms  {what}");
        }
    }
}
