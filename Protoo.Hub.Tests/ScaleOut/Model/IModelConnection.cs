namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A connection of either kind. It answers the server's requests at once.</summary>
internal interface IModelConnection : IAsyncDisposable
{
    /// <summary>The method of a request that shows that everything sent before has been received.</summary>
    public const string Mark = "mark";

    /// <summary>Completes when the connection has ended, with the close code, or null if there was none or it is unknown.</summary>
    public Task<int?> Closed { get; }

    public Task<ModelAnswer> RequestAsync(string method, string data);

    /// <summary>Takes what was received since the last call, in order.</summary>
    public IEnumerable<ModelEvent> TakeEvents();

    /// <summary>Closes it properly.</summary>
    public Task CloseAsync();
}
