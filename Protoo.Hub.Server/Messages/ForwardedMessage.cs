namespace Protoo.Server.Messages;

/// <summary>The common part of the messages for <c>notify</c>, <c>spread</c>, and <c>request</c>.</summary>
internal abstract class ForwardedMessage : RoomMessage
{
    private static readonly string[] s_reserved = ["newPeer", "peerClosed", "peerData", "roomData"];

    /// <summary>The method that the receivers see.</summary>
    public string Method { get; init; } = string.Empty;

    protected override void Validate(string method)
    {
        if (string.IsNullOrEmpty(Method))
        {
            throw Malformed(method, "method");
        }

        if (s_reserved.Contains(Method, StringComparer.OrdinalIgnoreCase))
        {
            throw Refuse(method, $"the method '{Method}' is reserved for the server");
        }
    }
}
