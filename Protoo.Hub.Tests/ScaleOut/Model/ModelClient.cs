using System.Text.Json;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A connection to a room, what it has seen, and what is known of its end.</summary>
internal sealed class ModelClient(string name, string peerId, int instance, bool isSignalR, IModelConnection connection)
{
    public string Name { get; } = name;

    public string PeerId { get; } = peerId;

    public int Instance { get; } = instance;

    public bool IsSignalR { get; } = isSignalR;

    public IModelConnection Connection { get; } = connection;

    /// <summary>Whether it has certainly joined: it was answered.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>Whether it joined before the cluster last settled.</summary>
    public bool IsSettled { get; set; }

    public ModelCloseCauses CloseCauses { get; set; }

    /// <summary>Whether it certainly ends, or has ended.</summary>
    public bool MustClose { get; set; }

    public bool IsClosed => Connection.Closed.IsCompleted || (CloseCauses & ModelCloseCauses.Left) != 0;

    /// <summary>The notifications received, in order.</summary>
    public List<ModelEvent> Events { get; } = [];

    /// <summary>The roster that it got when it had joined.</summary>
    public IReadOnlyList<ModelPeer> FirstRoster { get; private set; } = [];

    /// <summary>The newest data of the room that it was told, or has set.</summary>
    public ModelRoomData? RoomData { get; private set; }

    /// <summary>How many events may have come before the first roster.</summary>
    public int EventsBeforeFirstRoster { get; private set; }

    /// <summary>Waits until the connection has joined.</summary>
    /// <returns>False if it ended first.</returns>
    public async Task<bool> JoinAsync()
    {
        var answer = await Connection.RequestAsync("getPeers", "{}");
        if (!answer.Ok || !await ReceiveAsync())
        {
            return false;
        }

        FirstRoster = ModelPeer.ReadAll(answer.Data);
        EventsBeforeFirstRoster = Events.Count;
        Learn(ModelRoomData.Read(answer.Data.GetProperty("roomData")));
        HasJoined = true;
        return true;
    }

    /// <summary>Receives everything sent to it so far.</summary>
    /// <returns>False if the connection has ended.</returns>
    public async Task<bool> ReceiveAsync()
    {
        // It asks itself: the request arrives after everything sent before.
        var answer = await Connection.RequestAsync("request", $$"""{"peerId":"{{PeerId}}","method":"{{IModelConnection.Mark}}"}""");
        foreach (var e in Connection.TakeEvents())
        {
            Events.Add(e);
            if (e.Method == ModelEvent.RoomData)
            {
                Learn(ModelRoomData.Read(JsonSerializer.Deserialize<JsonElement>(e.Data)));
            }
        }

        return answer.Ok;
    }

    /// <summary>It was told the data of the room, or has set it.</summary>
    public void Learn(ModelRoomData data)
    {
        if (RoomData is null || data.Version > RoomData.Version)
        {
            RoomData = data;
        }
    }

    public int CountCalls(int number) => Events.Count(e => e.Method == ModelEvent.Call && e.Data == ModelSteps.ToData(number));

    public override string ToString() => Name;
}
