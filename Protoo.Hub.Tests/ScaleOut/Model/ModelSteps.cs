using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>Carries out the steps of a plan, in the cluster and in the model.</summary>
internal sealed class ModelSteps(ModelCluster cluster)
{
    // The last instance to return may take 15 s.
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    private readonly List<ModelClient> _clients = [];
    private int _clientCount;

    /// <summary>All clients that have connected, or tried to.</summary>
    public IReadOnlyList<ModelClient> Clients => _clients;

    /// <summary>The data of a step.</summary>
    public static string ToData(int number) => $$"""{"n":{{number.ToString(CultureInfo.InvariantCulture)}}}""";

    /// <summary>An operator's notification.</summary>
    public static object ToCall(int number) => new { method = ModelEvent.Call, data = new { n = number } };

    /// <summary>Carries out a step, in the cluster and in the model.</summary>
    /// <param name="room">The room.</param>
    /// <param name="step">The step.</param>
    /// <param name="isCertain">Whether nothing else happens meanwhile, so that the outcome is known.</param>
    /// <param name="isCalm">Whether there is no fault meanwhile.</param>
    /// <returns>The outcome.</returns>
    public async Task<string> ExecuteAsync(ModelRoom room, ModelStep step, bool isCertain, bool isCalm)
    {
        return step.Kind switch
        {
            ModelStepKind.Join => await JoinAsync(room, step, isCertain, isCalm),
            ModelStepKind.Close or ModelStepKind.Abort => await LeaveAsync(room, step),
            ModelStepKind.SetData => await SetDataAsync(room, step, isCertain, isCalm),
            ModelStepKind.SetRoomData => await SetRoomDataAsync(room, step, isCertain, isCalm),
            ModelStepKind.Notify => await NotifyAsync(room, step, isCertain, isCalm),
            ModelStepKind.OperatorNotify => await OperatorNotifyAsync(room, step),
            _ => await OperatorCloseAsync(room, step, isCertain, isCalm),
        };
    }

    private async Task<string> JoinAsync(ModelRoom room, ModelStep step, bool isCertain, bool isCalm)
    {
        ModelLineage? lineage;
        ModelClient[] older;
        lock (room.Gate)
        {
            older = [.. room.Clients.Where(client => client.PeerId == step.Peer && !client.IsClosed)];
            lineage = room.BeginJoin(step.Peer, isCertain);
            foreach (var client in older)
            {
                client.CloseCauses |= ModelCloseCauses.Replaced;
            }
        }

        IModelConnection connection;
        try
        {
            var server = cluster[step.Instance];
            connection = step.IsSignalR
                ? await SignalRModelConnection.ConnectAsync(server.HubUrl(step.Peer, room.RoomId))
                : await NativeModelConnection.ConnectAsync(server.ProtooUrl(step.Peer, room.RoomId));
        }
        catch (Exception exception) when (!isCalm && exception is WebSocketException or HttpRequestException or IOException or AggregateException)
        {
            // It replaced nobody, although another join at the same time may have.
            return exception.Message;
        }

        var joining = new ModelClient(
            $"{step.Peer}{Interlocked.Increment(ref _clientCount)}@{step.Instance}{(step.IsSignalR ? "s" : string.Empty)}",
            step.Peer,
            step.Instance,
            step.IsSignalR,
            connection);
        lock (room.Gate)
        {
            _clients.Add(joining);
            room.Clients.Add(joining);
            if (!isCertain)
            {
                // A concurrent join may have replaced it.
                joining.CloseCauses |= ModelCloseCauses.Replaced;
            }
        }

        var hasJoined = await joining.JoinAsync();
        if (hasJoined)
        {
            lock (room.Gate)
            {
                if (lineage is not null)
                {
                    room.EndJoin(lineage);
                }

                foreach (var client in isCertain ? older : [])
                {
                    client.MustClose = true;
                }
            }

            return $"{joining}, {ModelPeer.Show(joining.FirstRoster)}";
        }

        Assert.False(isCertain, $"{joining} was not answered, {step}");
        lock (room.Gate)
        {
            joining.CloseCauses |= isCalm ? ModelCloseCauses.None : ModelCloseCauses.Refused;
        }

        return $"{joining} was closed before it was answered";
    }

    private static async Task<string> LeaveAsync(ModelRoom room, ModelStep step)
    {
        ModelClient? client;
        lock (room.Gate)
        {
            client = room.Find(step.Peer, step.Instance);
            if (client is not null)
            {
                client.CloseCauses |= ModelCloseCauses.Left;
                room.Leave(step.Peer, isGone: false);
            }
        }

        if (client is null)
        {
            return "not there";
        }

        await (step.Kind == ModelStepKind.Close ? client.Connection.CloseAsync() : client.Connection.DisposeAsync().AsTask());
        return $"{client} left";
    }

    private static async Task<string> SetDataAsync(ModelRoom room, ModelStep step, bool isCertain, bool isCalm)
    {
        ModelClient? client;
        lock (room.Gate)
        {
            client = room.Find(step.Peer, step.Instance);
            isCertain &= client is not null && room.IsToStay(client);
            if (client is not null && !isCertain)
            {
                room.SetData(step.Peer, ToData(step.Number), isCertain);
            }
        }

        if (client is null)
        {
            return "not there";
        }

        var answer = await client.Connection.RequestAsync("setData", ToData(step.Number));
        Assert.True(answer.Ok || !isCertain, $"{step} was answered {answer.Code}");
        Assert.True(answer.Code != 503 || !isCalm, $"{step} was answered {answer.Code}");
        if (isCertain)
        {
            lock (room.Gate)
            {
                room.SetData(step.Peer, ToData(step.Number), isCertain);
            }
        }

        return $"{client} {answer.Code}";
    }

    private static async Task<string> SetRoomDataAsync(ModelRoom room, ModelStep step, bool isCertain, bool isCalm)
    {
        ModelClient? client;
        lock (room.Gate)
        {
            client = room.Find(step.Peer, step.Instance);
            isCertain &= client is not null && room.IsToStay(client);
            if (client is not null && !isCertain)
            {
                room.SetData(ToData(step.Number), isCertain);
            }
        }

        if (client is null)
        {
            return "not there";
        }

        var answer = await client.Connection.RequestAsync("setRoomData", $$"""{"data":{{ToData(step.Number)}}}""");
        Assert.True(answer.Ok || !isCertain, $"{step} was answered {answer.Code}");
        Assert.True(answer.Code != 503 || !isCalm, $"{step} was answered {answer.Code}");
        lock (room.Gate)
        {
            if (isCertain)
            {
                room.SetData(ToData(step.Number), isCertain);
            }

            if (answer.Ok)
            {
                client.Learn(new ModelRoomData(ToData(step.Number), answer.Data.GetProperty("version").GetInt64()));
            }
        }

        return $"{client} {answer.Code}";
    }

    private static async Task<string> NotifyAsync(ModelRoom room, ModelStep step, bool isCertain, bool isCalm)
    {
        ModelClient? client;
        lock (room.Gate)
        {
            client = room.Find(step.Peer, step.Instance);
            isCertain &= client is not null && room.IsToStay(client);
            if (client is not null)
            {
                var note = new ModelNote(step, client, []);
                room.Notes.Add(note with { Receivers = [.. room.Open.Where(other => isCertain && other.IsSettled && note.IsFor(other.PeerId))] });
            }
        }

        if (client is null)
        {
            return "not there";
        }

        var to = step.To is null ? string.Empty : $",\"to\":[{Quote(step.To)}]";
        var answer = await client.Connection.RequestAsync(
            "notify",
            $$"""{"method":"{{ModelEvent.Note}}","data":{{ToData(step.Number)}},"excluded":[{{Quote(step.Excluded)}}]{{to}}}""");
        Assert.True(answer.Ok || !isCertain, $"{step} was answered {answer.Code}");
        Assert.True(answer.Code is 0 or ModelAnswer.Closed || !isCalm, $"{step} was answered {answer.Code}");
        return $"{client} {answer.Code}";
    }

    private static string Quote(IEnumerable<string> peers) => string.Join(',', peers.Select(static peer => $"\"{peer}\""));

    private async Task<string> OperatorNotifyAsync(ModelRoom room, ModelStep step)
    {
        var status = await cluster.CallAsync(HttpMethod.Post, step.Instance, $"/rooms/{room.RoomId}/notify", ToCall(step.Number));
        return $"{status}";
    }

    private async Task<string> OperatorCloseAsync(ModelRoom room, ModelStep step, bool isCertain, bool isCalm)
    {
        var peerId = step.Kind == ModelStepKind.ClosePeer ? step.Peer : null;
        var path = peerId is null ? $"/rooms/{room.RoomId}" : $"/rooms/{room.RoomId}/peers/{peerId}";
        ModelClient[] closing;
        bool isThere;
        lock (room.Gate)
        {
            closing = [.. room.Open.Where(client => peerId is null || client.PeerId == peerId)];
            isThere = closing.Any(room.IsToStay);
            if (!isCertain)
            {
                room.BeginClose(peerId);
            }
        }

        var status = await cluster.CallAsync(HttpMethod.Delete, step.Instance, path);
        Assert.True(!isCalm || status is HttpStatusCode.NoContent or HttpStatusCode.NotFound, $"{step} was answered {status}");
        if (isCertain)
        {
            // This instance may not have seen the latest steps of others.
            var waiting = Stopwatch.StartNew();
            while (status == HttpStatusCode.NotFound && isThere)
            {
                Assert.True(waiting.Elapsed < s_settleTime, $"{step} was answered {status}");
                await Task.Delay(s_pause);
                status = await cluster.CallAsync(HttpMethod.Delete, step.Instance, path);
            }

            lock (room.Gate)
            {
                if (status == HttpStatusCode.NotFound)
                {
                    // Any peer there had left, or was not known here.
                    room.BeginClose(peerId);
                    closing = [];
                }

                foreach (var client in closing)
                {
                    client.CloseCauses |= ModelCloseCauses.Operator;
                    client.MustClose = true;
                    room.Leave(client.PeerId, isGone: true);
                }
            }
        }

        return $"{status}";
    }
}
