namespace Protoo.Protocol;

internal enum ProtooMessageKind : byte
{
    /// <summary>Not a protoo message. It is only counted.</summary>
    None,
    Request,
    Response,
    Notification,
}
