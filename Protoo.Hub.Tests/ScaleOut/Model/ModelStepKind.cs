namespace Protoo.Tests.ScaleOut.Model;

internal enum ModelStepKind
{
    Join,
    Close,
    Abort,
    SetData,
    Notify,
    OperatorNotify,
    ClosePeer,
    CloseRoom,
}
