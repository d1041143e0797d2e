using System.Globalization;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>What is known of a room. Callers hold its gate.</summary>
internal sealed class ModelRoom(string roomId)
{
    private readonly Dictionary<string, ModelLineage> _lineages = new(StringComparer.Ordinal);

    // The peers that the operator closes at an unknown time.
    private readonly HashSet<string> _closing = new(StringComparer.Ordinal);
    private bool _isClosing;

    // What its data may be.
    private readonly HashSet<string> _data = [ModelLineage.NoData];
    private long _clock;

    public string RoomId { get; } = roomId;

    public Lock Gate { get; } = new();

    /// <summary>The connections since the cluster last settled, in the order in which they began.</summary>
    public List<ModelClient> Clients { get; } = [];

    public List<ModelNote> Notes { get; } = [];

    /// <summary>The connections that may be open.</summary>
    public IEnumerable<ModelClient> Open => Clients.Where(static client => client is { HasJoined: true, IsClosed: false, MustClose: false });

    /// <summary>Finds a peer's connection, if any: of several, the one on the given instance, or else the newest.</summary>
    public ModelClient? Find(string peerId, int instance)
    {
        ModelClient[] clients = [.. Open.Where(client => client.PeerId == peerId)];
        return clients.LastOrDefault(client => client.Instance == instance) ?? clients.LastOrDefault();
    }

    /// <summary>Whether a connection has no reason to end.</summary>
    public bool IsToStay(ModelClient client) => CausesOf(client) == ModelCloseCauses.None;

    /// <summary>A connection is about to be made.</summary>
    /// <param name="peerId">The peer.</param>
    /// <param name="isCertain">Whether nothing else happens at the time.</param>
    /// <returns>The peer that joins; null if it has certainly joined before.</returns>
    public ModelLineage? BeginJoin(string peerId, bool isCertain)
    {
        var lineage = _lineages.GetValueOrDefault(peerId);
        if (lineage is null)
        {
            return _lineages[peerId] = new ModelLineage(++_clock);
        }

        if (isCertain && !lineage.IsInDoubt)
        {
            return null;
        }

        // It replaces an existing connection, or joins.
        lineage.End = long.MaxValue;
        lineage.Data.Add(ModelLineage.NoData);
        return lineage;
    }

    /// <summary>A connection was made. If there were others with its id at the time, the last of them may be the one that joined.</summary>
    public void EndJoin(ModelLineage lineage) => lineage.End = ++_clock;

    /// <summary>The peer has lost its place, or is about to.</summary>
    /// <param name="peerId">The peer.</param>
    /// <param name="isGone">Whether it has already lost it.</param>
    public void Leave(string peerId, bool isGone)
    {
        // It may be the last peer, with which the data of the room goes.
        _data.Add(ModelLineage.NoData);
        if (isGone)
        {
            _lineages.Remove(peerId);
        }
        else if (_lineages.TryGetValue(peerId, out var lineage))
        {
            lineage.IsInDoubt = true;
        }
    }

    /// <summary>The operator is about to close a peer; null for all.</summary>
    public void BeginClose(string? peerId)
    {
        _data.Add(ModelLineage.NoData);
        if (peerId is null)
        {
            _isClosing = true;
        }
        else
        {
            _closing.Add(peerId);
        }

        foreach (var lineage in _lineages.Where(lineage => peerId is null || lineage.Key == peerId))
        {
            lineage.Value.IsInDoubt = true;
        }
    }

    public void SetData(string peerId, string data, bool isCertain)
    {
        if (_lineages.TryGetValue(peerId, out var lineage))
        {
            if (isCertain && !lineage.IsInDoubt)
            {
                lineage.Data.Clear();
            }

            lineage.Data.Add(data);
        }
    }

    /// <summary>The data of the room was set, or may be.</summary>
    public void SetData(string data, bool isCertain)
    {
        if (isCertain)
        {
            _data.Clear();
        }

        _data.Add(data);
    }

    /// <summary>Says what is wrong with the data of the room that a client sees, if anything: it must be the newest that the client knows of.</summary>
    public string? CheckData(ModelClient client, ModelRoomData data)
    {
        return !_data.Contains(data.Data) ? $"it should be {string.Join(" or ", _data)}"
            : client.RoomData != data ? $"it knows of {client.RoomData}"
            : null;
    }

    /// <summary>Says what is wrong with the connections, if anything.</summary>
    public string? CheckConnections()
    {
        foreach (var client in Clients)
        {
            if (client.MustClose && !client.Connection.Closed.IsCompleted)
            {
                return $"{client} is still open";
            }

            if (client.HasJoined && client.Connection.Closed.IsCompleted && CausesOf(client) == ModelCloseCauses.None)
            {
                return $"{client} was closed without a cause, with {Show(client.Connection.Closed.Result)}";
            }

            // Native clients must end with 4000, unless they left or their instance died.
            if (client is { HasJoined: true, IsSignalR: false }
                && client.Connection.Closed is { IsCompleted: true, Result: not 4000 and var code }
                && (CausesOf(client) & (ModelCloseCauses.Left | ModelCloseCauses.InstanceDied)) == 0)
            {
                return $"{client} was closed with {Show(code)}";
            }
        }

        foreach (var clients in Clients.GroupBy(static client => client.PeerId))
        {
            ModelClient[] open = [.. clients.Where(static client => client is { HasJoined: true, IsClosed: false })];
            if (open.Length > 1)
            {
                return $"{string.Join(" and ", open.AsEnumerable())} are both open";
            }

            if (open.Length == 0 && clients.All(client => CausesOf(client) == ModelCloseCauses.Replaced))
            {
                return $"all of {clients.Key} were replaced: {string.Join(", ", clients)}";
            }
        }

        return null;
    }

    /// <summary>Says what is wrong with a roster, if anything: it must list the open clients, with their data, in the order of joining.</summary>
    public string? CheckRoster(IReadOnlyList<ModelPeer> roster)
    {
        if (!Open.Select(static client => client.PeerId).Order(StringComparer.Ordinal).SequenceEqual(roster.Select(static peer => peer.PeerId).Order(StringComparer.Ordinal)))
        {
            return $"there should be {string.Join(", ", Open)}";
        }

        var latest = 0L;
        foreach (var (peerId, data) in roster)
        {
            var lineage = _lineages[peerId];
            if (!lineage.Data.Contains(data))
            {
                return $"{peerId} should have {string.Join(" or ", lineage.Data)}";
            }

            if (lineage.End < latest)
            {
                return $"{peerId} joined earlier";
            }

            latest = Math.Max(latest, lineage.Start);
        }

        return null;
    }

    /// <summary>Says what is wrong with the received notifications, if anything.</summary>
    public string? CheckNotes()
    {
        foreach (var client in Clients)
        {
            foreach (var received in client.Events.Where(static e => e.Method is ModelEvent.Note or ModelEvent.Call).CountBy(static e => e))
            {
                if (received.Value > 1)
                {
                    return $"{client} got '{received.Key}' {received.Value} times";
                }
            }
        }

        foreach (var note in Notes)
        {
            var data = ModelSteps.ToData(note.Step.Number);
            bool HasGot(ModelClient client) => client.Events.Any(e => e.Method == ModelEvent.Note && e.PeerId == note.Step.Peer && e.Data == data);
            if (Clients.FirstOrDefault(client => HasGot(client) && !note.IsFor(client.PeerId)) is { } other)
            {
                return $"{other} got '{note.Step}'";
            }

            if (!note.Sender.IsClosed && note.Receivers.FirstOrDefault(client => !client.IsClosed && !HasGot(client)) is { } missing)
            {
                return $"{missing} did not get '{note.Step}'";
            }
        }

        return null;
    }

    /// <summary>From now on, all is certain: this is the roster.</summary>
    public void Settle(IReadOnlyList<ModelPeer> roster, string roomData)
    {
        SetData(roomData, isCertain: true);
        Clients.RemoveAll(static client => !client.HasJoined || client.IsClosed);
        foreach (var client in Clients)
        {
            client.CloseCauses = ModelCloseCauses.None;
            client.IsSettled = true;
        }

        _lineages.Clear();
        foreach (var (peerId, data) in roster)
        {
            var lineage = _lineages[peerId] = new ModelLineage(++_clock) { End = _clock };
            lineage.Data.Clear();
            lineage.Data.Add(data);
        }

        _closing.Clear();
        _isClosing = false;
        Notes.Clear();
    }

    private static string Show(int? code) => code?.ToString(CultureInfo.InvariantCulture) ?? "no close code";

    private ModelCloseCauses CausesOf(ModelClient client)
    {
        return client.CloseCauses | (_isClosing || _closing.Contains(client.PeerId) ? ModelCloseCauses.Operator : ModelCloseCauses.None);
    }
}
