namespace Protoo;

/// <summary>Names of hub methods with a special meaning.</summary>
public static class ProtooMethodNames
{
    /// <summary>
    /// The hub method of this name (<c>[HubMethodName(ProtooMethodNames.CatchAll)]</c>) gets the requests and notifications of native
    /// clients whose method name no other hub method has. An app can thus dispatch dynamically, as protoo apps do in their <c>request</c>
    /// event. It has two parameters: the method, a string, and the data, of any type that fits the JSON (<see cref="RawJson"/> fits all).
    /// Its result is the data of the response. Without a catch-all, the answer is error 404.
    /// </summary>
    public const string CatchAll = "*";
}
