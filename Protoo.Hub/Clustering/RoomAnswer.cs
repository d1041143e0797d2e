namespace Protoo.Clustering;

/// <summary>The answer to a <see cref="RoomMessage.Request"/>, on its way to the instance that asked.</summary>
/// <param name="Id">The id of the request.</param>
/// <param name="Ok">Whether the peer accepted it.</param>
/// <param name="Data">What it answered, if so.</param>
/// <param name="ErrorCode">The code with which it rejected it, if not.</param>
/// <param name="ErrorReason">The reason that goes with the code.</param>
internal sealed record RoomAnswer(string Id, bool Ok, RawJson Data, int ErrorCode, string? ErrorReason);
