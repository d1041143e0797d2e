namespace Protoo.Tests.ScaleOut.Model;

internal enum ModelStepKind
{
    Join,
    Close,
    Abort,
    SetData,
    SetRoomData,
    Notify,
    OperatorNotify,
    ClosePeer,
    CloseRoom,
}
