namespace Protoo;

/// <summary>The answer of one peer to a request, as <see cref="Room.SpreadAsync{T}"/> collects it.</summary>
/// <typeparam name="T">The type of the data.</typeparam>
public sealed class PeerResponse<T>
{
    internal PeerResponse(string peerId, T? data)
    {
        PeerId = peerId;
        Ok = true;
        Data = data;
    }

    internal PeerResponse(string peerId, int errorCode, string errorReason)
    {
        PeerId = peerId;
        ErrorCode = errorCode;
        ErrorReason = errorReason;
    }

    /// <summary>The id of the peer that was asked.</summary>
    public string PeerId { get; }

    /// <summary>Whether the peer accepted the request.</summary>
    public bool Ok { get; }

    /// <summary>The data of the answer, if <see cref="Ok"/>.</summary>
    public T? Data { get; }

    /// <summary>The code with which the peer rejected the request; 408 if there was no answer in time, 410 if the peer is gone.</summary>
    public int ErrorCode { get; }

    /// <summary>The reason that goes with <see cref="ErrorCode"/>; null if <see cref="Ok"/>.</summary>
    public string? ErrorReason { get; }

    internal T GetData() => Ok ? Data! : throw new ProtooException(ErrorCode, ErrorReason!);
}
