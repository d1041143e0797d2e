namespace Protoo.Clustering;

/// <summary>This process, as the other instances of a cluster see it.</summary>
internal interface ILocalInstance
{
    /// <summary>The id of this instance.</summary>
    string Instance { get; }

    InstanceStatus GetStatus();

    /// <summary>Starts to drain, unless that was done already. Does not wait.</summary>
    void Drain();
}
