using System.Text.Json;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>The data of a room.</summary>
/// <param name="Data">The data, as JSON.</param>
/// <param name="Version">Its version, which grows with each change.</param>
internal sealed record ModelRoomData(string Data, long Version)
{
    public static ModelRoomData Read(JsonElement data) => new(data.GetProperty("data").GetRawText(), data.GetProperty("version").GetInt64());

    public override string ToString() => $"{Data} {Version}";
}
