using Protoo.Benchmarks.Clients;

namespace Protoo.Benchmarks.Scenarios;

/// <summary>No load at all.</summary>
internal sealed class IdleLoad : ClientLoad
{
    public override void OnAnswer(LoadClient client, int id, long now) => Break("an answer that nobody asked for");

    public override void OnDelivery(LoadClient client, DeliveryStamp stamp, long now) => Break("a delivery that nobody sent");
}
