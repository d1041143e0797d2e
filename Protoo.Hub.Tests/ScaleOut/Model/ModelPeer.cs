using System.Text.Json;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>A peer as a roster shows it.</summary>
/// <param name="PeerId">Its id.</param>
/// <param name="Data">Its data, as JSON.</param>
internal sealed record ModelPeer(string PeerId, string Data)
{
    public static ModelPeer[] ReadAll(JsonElement answer)
    {
        return [.. answer.GetProperty("peers").EnumerateArray().Select(static peer =>
            new ModelPeer(peer.GetProperty("peerId").GetString()!, peer.GetProperty("data").GetRawText()))];
    }

    public static string Show(IEnumerable<ModelPeer> peers) => string.Join(' ', peers);

    public override string ToString() => $"{PeerId}{Data}";
}
