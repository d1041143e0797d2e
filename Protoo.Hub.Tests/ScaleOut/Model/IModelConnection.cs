namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A connection of either kind. It answers the server's requests at once; what it says depends on the method.</summary>
internal interface IModelConnection : IAsyncDisposable
{
    /// <summary>The method of a request that is answered, and shows that everything sent before has been received.</summary>
    public const string Mark = "mark";

    /// <summary>The method of a request that is answered with error 403.</summary>
    public const string Refused = "refused";

    /// <summary>The method of a request that is answered late, if at all.</summary>
    public const string Ignored = "ignored";

    /// <summary>Completes when the connection has ended, with the close code, or null if there was none or it is unknown.</summary>
    public Task<int?> Closed { get; }

    public Task<ModelAnswer> RequestAsync(string method, string data);

    /// <summary>Takes what was received since the last call, in order.</summary>
    public IEnumerable<ModelEvent> TakeEvents();

    /// <summary>Closes it properly.</summary>
    public Task CloseAsync();
}
