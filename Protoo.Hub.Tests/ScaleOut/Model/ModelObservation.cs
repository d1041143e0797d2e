namespace Protoo.Tests.ScaleOut.Model;

/// <summary>Adds up what a client was told about the others.</summary>
internal static class ModelObservation
{
    /// <summary>
    /// Says what is wrong with what a client was told, if anything: valid steps must lead from its first roster to its current one.
    /// </summary>
    public static string? Check(ModelClient client, IEnumerable<ModelPeer> rosterNow)
    {
        string? problem = null;

        // The first roster may already include events that came before it: all up to some event, and none after that.
        for (var first = 0; first <= client.EventsBeforeFirstRoster; first++)
        {
            var now = Others(client, rosterNow);
            problem = Check(client, first, now);
            if (problem is null)
            {
                return null;
            }
        }

        return $"{client} was given {ModelPeer.Show(client.FirstRoster)}, then told {string.Join(", ", client.Events)}: {problem}";
    }

    private static string? Check(ModelClient client, int first, Dictionary<string, string> rosterNow)
    {
        var present = Others(client, client.FirstRoster);
        for (var i = first - 1; i >= 0; i--)
        {
            if (Undo(client.Events[i], present) is { } problem)
            {
                return problem;
            }
        }

        present = Others(client, client.FirstRoster);
        for (var i = first; i < client.Events.Count; i++)
        {
            if (Apply(client, client.Events[i], present) is { } problem)
            {
                return problem;
            }
        }

        return present.Count == rosterNow.Count && present.All(peer => rosterNow.GetValueOrDefault(peer.Key) == peer.Value)
            ? null
            : $"that adds up to {string.Join(' ', present)}, but there are {string.Join(' ', rosterNow)}";
    }

    private static string? Apply(ModelClient client, ModelEvent e, Dictionary<string, string> present)
    {
        var isLegal = e.Method switch
        {
            _ when e.PeerId is null => true,
            _ when e.PeerId == client.PeerId => false,
            ModelEvent.NewPeer => present.TryAdd(e.PeerId, e.Data),
            ModelEvent.PeerClosed => present.Remove(e.PeerId),
            ModelEvent.PeerData => present.ContainsKey(e.PeerId),
            _ => present.ContainsKey(e.PeerId),
        };
        if (isLegal && e.Method == ModelEvent.PeerData)
        {
            present[e.PeerId!] = e.Data;
        }

        return isLegal ? null : $"'{e}' cannot be";
    }

    private static string? Undo(ModelEvent e, Dictionary<string, string> present)
    {
        var isLegal = e.Method switch
        {
            ModelEvent.NewPeer => present.Remove(e.PeerId!),
            ModelEvent.PeerClosed => present.TryAdd(e.PeerId!, e.Data),
            ModelEvent.PeerData => present.ContainsKey(e.PeerId!),
            _ => true,
        };
        return isLegal ? null : $"'{e}' cannot have been";
    }

    private static Dictionary<string, string> Others(ModelClient client, IEnumerable<ModelPeer> roster)
    {
        return roster.Where(peer => peer.PeerId != client.PeerId).ToDictionary(static peer => peer.PeerId, static peer => peer.Data, StringComparer.Ordinal);
    }
}
