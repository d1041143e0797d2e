namespace Protoo.Clustering;

/// <summary>Carries what operators want to know, or to be done, between the instances of a cluster.</summary>
internal interface IInstanceRelay
{
    /// <summary>Finds the instances that hold a lease, this one included, and how long ago each renewed it.</summary>
    /// <exception cref="ProtooException">503: the other instances cannot be reached.</exception>
    Task<IReadOnlyDictionary<string, TimeSpan>> FindLeasesAsync();

    /// <summary>Asks another instance how it is.</summary>
    /// <returns>The answer; null if there is none in time.</returns>
    Task<InstanceStatus?> AskAsync(string instance, CancellationToken cancellationToken);

    /// <summary>Drains another instance. Does not wait.</summary>
    void Drain(string instance);

    /// <summary>Asks another instance to report what happens in a room, for as long as a watch lasts. Does not wait.</summary>
    void Watch(string instance, string hub, string roomId, bool includesData);

    /// <summary>Reports what has happened in a room to an instance that watches it. Does not wait.</summary>
    void Report(string instance, string hub, string roomId, IReadOnlyList<RoomTraffic> traffic);
}
