namespace Protoo.Clustering;

/// <summary>This process, as the other instances of a cluster see it.</summary>
internal interface ILocalInstance
{
    InstanceStatus GetStatus();

    /// <summary>Starts to drain, unless that was done already. Does not wait.</summary>
    void Drain();
}
