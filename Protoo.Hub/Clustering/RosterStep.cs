namespace Protoo.Clustering;

/// <summary>One step of a room's roster. Every instance that has peers in the room applies the same steps in the same order.</summary>
/// <param name="Version">The version of the roster after the step, one higher than before.</param>
internal abstract record RosterStep(long Version)
{
    /// <summary>The seat that a connection took in this step; null if none did.</summary>
    public virtual Seat? Taken => null;

    /// <summary>A peer joined, or was put back in the place that it had.</summary>
    public sealed record Joined(long Version, long Order, Seat Seat) : RosterStep(Version)
    {
        public override Seat? Taken => Seat;
    }

    /// <summary>A newer connection took the place of a peer, along with its data.</summary>
    public sealed record Replaced(long Version, Seat Seat) : RosterStep(Version)
    {
        public override Seat? Taken => Seat;
    }

    /// <summary>A peer left, was closed or was lost.</summary>
    public sealed record Left(long Version, string PeerId) : RosterStep(Version);

    /// <summary>A peer changed its data.</summary>
    public sealed record DataSet(long Version, string PeerId, RawJson Data) : RosterStep(Version);

    /// <summary>The data of the room was set, by a peer or by the app, or was put back.</summary>
    public sealed record RoomDataSet(long Version, RoomData Data, string? PeerId) : RosterStep(Version);

    /// <summary>The room was closed, along with all its peers.</summary>
    public sealed record Closed(long Version) : RosterStep(Version);
}
