using System.Text.Json.Serialization;

namespace Protoo.Server.Messages;

/// <summary>The answer to <c>spread</c>.</summary>
internal sealed record SpreadAnswer([property: JsonPropertyName("responses")] IReadOnlyList<SpreadAnswer.Response> Responses)
{
    public static SpreadAnswer Of(IReadOnlyList<PeerResponse<RawJson>> responses) => new([.. responses.Select(Response.Of)]);

    /// <summary>What one peer answered.</summary>
    internal sealed record Response(
        [property: JsonPropertyName("peerId")] string PeerId,
        [property: JsonPropertyName("ok")] bool Ok,
        [property: JsonPropertyName("data"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Data,
        [property: JsonPropertyName("errorCode"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ErrorCode,
        [property: JsonPropertyName("errorReason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorReason)
    {
        public static Response Of(PeerResponse<RawJson> response) => response.Ok
            ? new Response(response.PeerId, true, response.Data, null, null)
            : new Response(response.PeerId, false, null, response.ErrorCode, response.ErrorReason);
    }
}
