using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Protoo.Rooms;
using Protoo.Transports;

namespace Protoo;

/// <summary>
/// A client that wants to connect: protoo-server's <c>connectionrequest</c> event with its <c>info</c>, <c>accept</c> and
/// <c>reject</c>. See <see cref="ProtooHub.OnConnectionRequestAsync"/>.
/// </summary>
public sealed class ConnectionRequest
{
    private const int LongestReason = 1024;

    private readonly JsonSerializerOptions _payloadOptions;
    private readonly RoomLimits _limits;

    // If there is none, the connection has taken it over.
    private HttpContext? _httpContext;
    private IHttpContextFeature? _connection;

    internal ConnectionRequest(HttpContext httpContext, PeerTransport transport, JsonSerializerOptions payloadOptions, RoomLimits limits)
    {
        _payloadOptions = payloadOptions;
        _limits = limits;
        _httpContext = httpContext;
        Transport = transport;
    }

    /// <summary>The HTTP request: query, headers, path.</summary>
    public HttpContext HttpContext => Volatile.Read(ref _httpContext) ?? _connection!.HttpContext!;

    /// <summary>The kind of client.</summary>
    public PeerTransport Transport { get; }

    /// <summary>The <c>Origin</c> of the requesting page; null if the client is not a browser.</summary>
    public string? Origin => HttpContext.Request.Headers.Origin is [{ Length: > 0 } origin, ..] ? origin : null;

    /// <summary>The address that the client connects from; null if unknown.</summary>
    public IPEndPoint? RemoteEndPoint => HttpContext.Connection.RemoteIpAddress is { } address
        ? new IPEndPoint(address, HttpContext.Connection.RemotePort)
        : null;

    /// <summary>The user, authenticated or not.</summary>
    public ClaimsPrincipal User => HttpContext.User;

    /// <summary>The id of the room, once the app has accepted the client; otherwise null.</summary>
    public string? RoomId { get; private set; }

    /// <summary>The id of the peer, once the app has accepted the client; otherwise null.</summary>
    public string? PeerId { get; private set; }

    /// <summary>The data of the peer, once the app has accepted the client; otherwise <c>{}</c>.</summary>
    public RawJson Data { get; private set; }

    internal ProtooException? Rejection { get; private set; }

    internal bool? RejectAfterUpgrade { get; private set; }

    internal RejectionCause Cause { get; private set; }

    /// <summary>How the connection of a native client ends if it is rejected.</summary>
    internal ConnectionEnd End => Cause switch
    {
        RejectionCause.Unavailable => ConnectionEnd.ServiceRestart with { Refusal = new(Rejection!.Code, Rejection.Reason) },
        RejectionCause.Fault => ConnectionEnd.Failed with { Refusal = new(Rejection!.Code, Rejection.Reason) },
        _ => ConnectionEnd.Rejected(Rejection!.Code, Rejection.Reason),
    };

    internal bool IsAccepted { get; private set; }

    /// <summary>Accepts the client as a peer of a room, which is created if it does not exist.</summary>
    /// <param name="roomId">The id of the room; any text.</param>
    /// <param name="peerId">
    /// The id of the peer; any text. <see cref="ProtooOptions.DuplicatePeer"/> says what happens if the room already has it.
    /// </param>
    /// <param name="data">The data of the peer; null for <c>{}</c>. Not used if the client replaces another connection of the peer.</param>
    /// <exception cref="ArgumentException">An id is empty.</exception>
    /// <exception cref="InvalidOperationException">The request was already accepted or rejected.</exception>
    /// <exception cref="ProtooException">
    /// 413: the data has more than <see cref="ProtooOptions.MaximumPeerDataSize"/> bytes. The client is rejected with it, unless the app
    /// catches it and decides otherwise.
    /// </exception>
    public void Accept(string roomId, string peerId, object? data = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(roomId);
        ArgumentException.ThrowIfNullOrEmpty(peerId);
        ThrowIfDecided();
        var json = RawJson.From(data, _payloadOptions);

        // Before the limit, so that the log says who exceeds it.
        RoomId = roomId;
        PeerId = peerId;
        _limits.ThrowIfTooLarge(json);
        Data = json;
        IsAccepted = true;
    }

    /// <summary>
    /// Rejects the client. A native client gets <paramref name="code"/> as the HTTP status and <paramref name="reason"/> as the reason
    /// phrase; a SignalR client gets a close message, and does not reconnect.
    /// </summary>
    /// <param name="code">An HTTP status code from 400 to 599.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="afterUpgrade">
    /// Whether a native client is told after the upgrade instead, where a browser can see it: the connection is closed with 4000 and the
    /// reason "code reason", after which protoo-client does not reconnect. <see cref="ProtooOptions.RejectAfterUpgrade"/> by default.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The code is not from 400 to 599, or the reason is longer than 1,024 characters.</exception>
    /// <exception cref="InvalidOperationException">The request was already accepted or rejected.</exception>
    public void Reject(int code = StatusCodes.Status403Forbidden, string reason = "Rejected", bool? afterUpgrade = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 599);
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reason.Length, LongestReason, nameof(reason));
        ThrowIfDecided();
        Rejection = new ProtooException(code, reason);
        RejectAfterUpgrade = afterUpgrade;
    }

    /// <summary>Gets the HTTP request from the connection from now on.</summary>
    internal void ReadFrom(IHttpContextFeature connection)
    {
        _connection = connection;
        Volatile.Write(ref _httpContext, null);
    }

    /// <summary>Rejects the client without a call to <see cref="Reject"/> by the app.</summary>
    internal void Fail(ProtooException rejection, RejectionCause cause)
    {
        IsAccepted = false;
        Rejection = rejection;
        Cause = cause;
    }

    private void ThrowIfDecided()
    {
        if (IsAccepted || Rejection is not null)
        {
            throw new InvalidOperationException("The connection request was already accepted or rejected.");
        }
    }
}
