using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;
using Protoo.Protocol;

namespace Protoo.Rooms;

/// <summary>A request to a peer of this or another instance, until it is answered or has failed.</summary>
internal abstract class PeerRequest(string invocationId, Seat? sender, Seat seat)
{
    /// <summary>The reason given with error 410.</summary>
    public const string PeerClosed = "peer closed";

    /// <summary>SignalR's id of the invocation.</summary>
    public string InvocationId { get; } = invocationId;

    /// <summary>The peer that asks, if it is on this instance.</summary>
    public Seat? Sender { get; } = sender;

    /// <summary>The peer that is asked.</summary>
    public Seat Seat { get; } = seat;

    /// <summary>Who listens to how long the request takes; null if nobody does.</summary>
    public PeerRequestSpan? Span { get; set; }

    /// <summary>Ends the request when its time is up.</summary>
    public ITimer? Deadline { get; set; }

    /// <summary>The type that SignalR reads the answer as.</summary>
    public abstract Type ReturnType { get; }

    /// <summary>Ends the request with the answer of a peer of this instance.</summary>
    public abstract void Complete(CompletionMessage completion);

    /// <summary>Ends the request with the answer of a peer of another instance.</summary>
    public abstract void Complete(RoomAnswer answer);

    public abstract void Fail(int code, string reason);
}

/// <summary>A request whose answer is read as a <typeparamref name="T"/>.</summary>
internal sealed class PeerRequest<T>(string invocationId, Seat? sender, Seat seat, JsonSerializerOptions payloadOptions) : PeerRequest(invocationId, sender, seat)
{
    // The code that completes it may hold the gate of the room.
    private readonly TaskCompletionSource<PeerResponse<T>> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Type ReturnType => typeof(T);

    /// <summary>Completes with the answer or the error; never fails.</summary>
    public Task<PeerResponse<T>> Response => _response.Task;

    public override void Complete(CompletionMessage completion)
    {
        switch (completion)
        {
            case ProtooErrorCompletion error:
                Fail(error.Code, error.Reason);
                break;
            case { Error: { } error }:
                var (code, reason) = ProtooErrorText.FromClient(error);
                Fail(code, reason);
                break;
            case { Result: RawJson { ValueKind: JsonValueKind.Null } }:
                End(new PeerResponse<T>(Seat.PeerId, default));
                break;
            case { Result: null or T }:
                End(new PeerResponse<T>(Seat.PeerId, (T?)completion.Result));
                break;
            default:
                Fail(500, "The answer does not fit what was asked for.");
                break;
        }
    }

    public override void Complete(RoomAnswer answer)
    {
        if (!answer.Ok)
        {
            Fail(answer.ErrorCode, answer.ErrorReason ?? string.Empty);
            return;
        }

        try
        {
            End(new PeerResponse<T>(Seat.PeerId, Read(answer.Data)));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            Fail(500, "The answer does not fit what was asked for.");
        }
    }

    // Whoever waits goes on only after the answer was reported: what it does then is reported later.
    private void End(PeerResponse<T> response)
    {
        Span?.End(this, response.Ok ? null : response.ErrorCode, response.Ok ? response.Data : null);
        _ = _response.TrySetResult(response);
    }

    private T? Read(RawJson json)
    {
        if (json is T data)
        {
            return data;
        }

        return SimpleType.IsSimple(typeof(T)) && SimpleType.IsNothing(json.Utf8.Span) ? (T?)SimpleType.GetDefault(typeof(T)) : json.Deserialize<T>(payloadOptions);
    }

    public override void Fail(int code, string reason) => End(new PeerResponse<T>(Seat.PeerId, code, reason));
}
