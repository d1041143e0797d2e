using Protoo.Clustering.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>This instance as its rooms see it, recording their calls.</summary>
internal sealed class ScriptedInstance : IClusterInstance
{
    public string Instance => "here";

    public byte[] StartOfNotification { get; } = RosterJson.WriteStartOfNotification("here");

    public string Lease => "here#0";

    public bool IsAway { get; set; }

    public int LostLeases { get; private set; }

    public int Beats { get; private set; }

    public void LoseLease() => LostLeases++;

    public void BeatNow() => Beats++;
}
