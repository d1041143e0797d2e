namespace Protoo.Clustering.Redis;

/// <summary>This process as an instance of the cluster, as its rooms see it.</summary>
internal interface IClusterInstance
{
    /// <summary>The id of this instance, which no other process ever has.</summary>
    string Instance { get; }

    /// <inheritdoc cref="RosterJson.WriteStartOfNotification" />
    byte[] StartOfNotification { get; }

    /// <summary>The lease under which seats are taken.</summary>
    string Lease { get; }

    /// <summary>Whether the other instances cannot be reached, and no attempt to return to them is under way.</summary>
    bool IsAway { get; }

    /// <summary>Others have removed seats of this instance: they presume it dead.</summary>
    void LoseLease();

    /// <summary>Something took too long: finds out at once whether Redis is there.</summary>
    void BeatNow();
}
