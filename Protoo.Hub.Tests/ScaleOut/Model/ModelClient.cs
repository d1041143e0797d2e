namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A connection that has joined a room, what it has seen since, and what is known of its end.</summary>
internal sealed class ModelClient(string name, string peerId, int instance, bool isSignalR, IModelConnection connection)
{
    public string Name { get; } = name;

    public string PeerId { get; } = peerId;

    public int Instance { get; } = instance;

    public bool IsSignalR { get; } = isSignalR;

    public IModelConnection Connection { get; } = connection;

    /// <summary>Whether it is known to have joined: it was answered.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>Whether it has joined before the cluster last settled.</summary>
    public bool IsSettled { get; set; }

    public ModelCloseCauses CloseCauses { get; set; }

    /// <summary>Whether it is certain that it ends, or has ended.</summary>
    public bool MustClose { get; set; }

    public bool IsClosed => Connection.Closed.IsCompleted || (CloseCauses & ModelCloseCauses.Left) != 0;

    /// <summary>The notifications received, in order.</summary>
    public List<ModelEvent> Events { get; } = [];

    /// <summary>The roster as it was given to it when it had joined.</summary>
    public IReadOnlyList<ModelPeer> FirstRoster { get; private set; } = [];

    /// <summary>How many of the events may have come before the first roster was given.</summary>
    public int EventsBeforeFirstRoster { get; private set; }

    /// <summary>Waits until the connection has joined.</summary>
    /// <returns>False if it ended before.</returns>
    public async Task<bool> JoinAsync()
    {
        var answer = await Connection.RequestAsync("getPeers", "{}");
        if (!answer.Ok || !await ReceiveAsync())
        {
            return false;
        }

        FirstRoster = ModelPeer.ReadAll(answer.Data);
        EventsBeforeFirstRoster = Events.Count;
        HasJoined = true;
        return true;
    }

    /// <summary>Receives all that was sent to it before.</summary>
    /// <returns>False if the connection has ended.</returns>
    public async Task<bool> ReceiveAsync()
    {
        // It asks itself: the question comes after all that was sent before.
        var answer = await Connection.RequestAsync("request", $$"""{"peerId":"{{PeerId}}","method":"{{IModelConnection.Mark}}"}""");
        Events.AddRange(Connection.TakeEvents());
        return answer.Ok;
    }

    public int CountCalls(int number) => Events.Count(e => e.Method == ModelEvent.Call && e.Data == ModelSteps.ToData(number));

    public override string ToString() => Name;
}
