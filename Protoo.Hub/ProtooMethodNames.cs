namespace Protoo;

/// <summary>Names of hub methods that have a meaning of their own.</summary>
public static class ProtooMethodNames
{
    /// <summary>
    /// The hub method of this name (<c>[HubMethodName(ProtooMethodNames.CatchAll)]</c>) gets the requests and notifications of
    /// native clients that no other method of the hub is named for, so that an app may dispatch dynamically, as protoo apps do
    /// in their <c>request</c> event. It has two parameters: the method, a string, and the data, of any type that JSON fits,
    /// <see cref="RawJson"/> for all. What it returns is the response's data; without the method, the answer is error 404.
    /// </summary>
    public const string CatchAll = "*";
}
