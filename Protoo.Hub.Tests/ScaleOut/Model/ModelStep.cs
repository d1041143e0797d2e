namespace Protoo.Tests.ScaleOut.Model;

/// <summary>One step of a run. It does nothing if its peer is not there.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Room">The room.</param>
/// <param name="Peer">The peer that does it, or to which it is done.</param>
/// <param name="Instance">The instance that is called; it also selects one of several connections with one id.</param>
/// <param name="IsSignalR">Whether a new connection uses SignalR.</param>
/// <param name="Number">Tells data and notifications apart.</param>
/// <param name="To">The peers that a notification is for; null for all.</param>
/// <param name="Excluded">The peers that a notification is not for.</param>
internal sealed record ModelStep(
    ModelStepKind Kind,
    int Room,
    string Peer,
    int Instance,
    bool IsSignalR,
    int Number,
    IReadOnlyList<string>? To,
    IReadOnlyList<string> Excluded)
{
    public override string ToString()
    {
        var details = Kind switch
        {
            ModelStepKind.Join when IsSignalR => " by SignalR",
            ModelStepKind.SetData or ModelStepKind.SetRoomData or ModelStepKind.OperatorNotify => $" {Number}",
            ModelStepKind.Notify => $" {Number}{(To is null ? null : $" to {string.Join(',', To)}")}{(Excluded.Count == 0 ? null : $" but {string.Join(',', Excluded)}")}",
            _ => string.Empty,
        };
        return $"{Kind} {Peer} in room {Room} at {Instance}{details}";
    }
}
