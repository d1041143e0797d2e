namespace Protoo.Protocol;

/// <summary>Is told of the requests of a native client, and of their answers.</summary>
internal interface IRequestObserver
{
    /// <summary>Called when it is known which method of the hub a request is for.</summary>
    /// <param name="id">The client's id of the request.</param>
    /// <param name="method">The method; null if the hub has none of the name.</param>
    void OnRequest(string id, string? method);

    /// <summary>Called when an answer has been written.</summary>
    /// <param name="id">The client's id of the request.</param>
    /// <param name="code">The code of the error; null for a success.</param>
    /// <param name="result">The result, if it is a success.</param>
    void OnAnswer(string id, int? code, object? result);
}
