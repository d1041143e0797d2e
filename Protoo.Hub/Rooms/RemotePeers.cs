using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>The peers of a room that are on other instances. Guarded by the gate of the room.</summary>
internal sealed class RemotePeers(IRosterReplica room, string instance, IRoomRelay relay, PeerRequestTable requests, JsonSerializerOptions payloadOptions)
{
    private static readonly RawJson s_null = new("null"u8.ToArray());

    /// <summary>Whether there are any.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether what is sent concerns any of them.</summary>
    /// <param name="target">The only receiver; null if it is not for one peer alone.</param>
    public bool Concerns(Seat? target) => target is null ? Any : Has(target);

    public bool Has(Seat seat) => seat.Instance != instance;

    /// <summary>Updates <see cref="Any"/> after the roster has changed.</summary>
    public void Recount() => Any = room.Roster.Seats.Any(Has);

    /// <summary>Converts arguments for other instances; a null is passed on as null.</summary>
    /// <exception cref="Exception">The arguments cannot be serialized.</exception>
    public RawJson[] ToJson(object?[] arguments) => Array.ConvertAll(arguments, argument => argument is null ? s_null : RawJson.From(argument, payloadOptions));

    /// <summary>Converts a notification for other instances.</summary>
    /// <inheritdoc cref="ToJson" />
    public RoomMessage.Notification ToNotification(Seat? sender, InvocationMessage message, IReadOnlyCollection<string>? to, IReadOnlyCollection<string>? except, Seat? target)
    {
        return new(sender?.PeerId, sender?.Generation ?? 0, message.Target, ToJson(message.Arguments), to?.ToArray(), except?.ToArray(), target?.Generation ?? 0);
    }

    public void Notify(RoomMessage.Notification notification) => _ = relay.TryPublish(room, notification);

    /// <summary>Sends a request that has begun.</summary>
    public void Ask(PeerRequest request, string method, RawJson[] arguments, TimeSpan timeout)
    {
        var message = new RoomMessage.Request(
            request.Sender?.PeerId,
            request.Sender?.Generation ?? 0,
            method,
            arguments,
            request.InvocationId,
            instance,
            request.Seat.Instance,
            request.Seat.PeerId,
            request.Seat.Generation,
            timeout)
        {
            TraceParent = request.Span?.TraceParent,
        };
        if (!relay.TryPublish(room, message))
        {
            requests.Fail(request, 503, IRoomRelay.Unreachable);
        }
    }

    /// <summary>Answers a request of another instance.</summary>
    /// <param name="message">The request.</param>
    /// <param name="asked">The answer of the peer; null if the peer is gone.</param>
    public async Task AnswerAsync(RoomMessage.Request message, Task<PeerResponse<RawJson>>? asked)
    {
        var response = asked is null ? new PeerResponse<RawJson>(message.PeerId, 410, PeerRequest.PeerClosed) : await asked.ConfigureAwait(false);
        relay.Answer(message.From, new RoomAnswer(message.Id, response.Ok, response.Data, response.ErrorCode, response.ErrorReason));
    }
}
