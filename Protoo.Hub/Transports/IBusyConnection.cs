namespace Protoo.Transports;

/// <summary>A feature of connections that should not be closed while they are busy, if closing can wait.</summary>
internal interface IBusyConnection
{
    /// <summary>Whether someone waits for an answer from the client, or the client waits for one.</summary>
    bool IsBusy { get; }

    /// <summary>Completes at once if the client waits for no answer, or else the next time that it waits for none.</summary>
    Task WhenAnsweredAsync();
}
