namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A connection of either kind. Requests of the server are answered at once.</summary>
internal interface IModelConnection : IAsyncDisposable
{
    /// <summary>The server asks so when it is to be known that all that it sent before has been received.</summary>
    public const string Mark = "mark";

    /// <summary>Completes when the connection has ended: with the close code, or null if there was none or it is not known.</summary>
    public Task<int?> Closed { get; }

    public Task<ModelAnswer> RequestAsync(string method, string data);

    /// <summary>Takes what was received since, in order.</summary>
    public IEnumerable<ModelEvent> TakeEvents();

    /// <summary>Says goodbye.</summary>
    public Task CloseAsync();
}
