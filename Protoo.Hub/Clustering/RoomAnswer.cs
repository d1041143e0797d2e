namespace Protoo.Clustering;

/// <summary>The answer to a <see cref="RoomMessage.Request"/>, on its way to the instance that asked.</summary>
/// <param name="Id">The id of the request.</param>
/// <param name="Ok">Whether the peer accepted the request.</param>
/// <param name="Data">The data of the answer, if accepted.</param>
/// <param name="ErrorCode">The error code, if rejected.</param>
/// <param name="ErrorReason">The reason that goes with the code.</param>
internal sealed record RoomAnswer(string Id, bool Ok, RawJson Data, int ErrorCode, string? ErrorReason);
