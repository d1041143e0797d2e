namespace Protoo.Transports;

/// <summary>A feature of connections that should not be closed right now, if that can wait.</summary>
internal interface IBusyConnection
{
    /// <summary>Whether somebody waits for an answer from the client, or the client for one from somebody else.</summary>
    bool IsBusy { get; }

    /// <summary>Completes when the client waits for no answer, now or for the first time from now on.</summary>
    Task WhenAnsweredAsync();
}
