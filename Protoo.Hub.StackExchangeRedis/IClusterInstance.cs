namespace Protoo.Clustering.Redis;

/// <summary>Represents this process as an instance of the cluster to its rooms.</summary>
internal interface IClusterInstance
{
    /// <summary>The id of this instance. No other process ever has the same id.</summary>
    string Instance { get; }

    /// <inheritdoc cref="RosterJson.WriteStartOfNotification" />
    byte[] StartOfNotification { get; }

    /// <summary>The lease under which seats are taken.</summary>
    string Lease { get; }

    /// <summary>Whether the other instances cannot be reached and no attempt to rejoin them is under way.</summary>
    bool IsAway { get; }

    /// <summary>
    /// Leaves the cluster and beats at once, for example because others presume this instance dead and have removed its seats.
    /// </summary>
    void LoseLease();

    /// <summary>Beats at once, to find out whether Redis can be reached when something took too long.</summary>
    void BeatNow();
}
