namespace Protoo.Protocol;

internal enum ProtooMessageKind : byte
{
    /// <summary>Not a protoo message: nothing is done with it but to count it.</summary>
    None,
    Request,
    Response,
    Notification,
}
