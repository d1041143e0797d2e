namespace Protoo.Benchmarks.Clients;

/// <summary>What the clients of a measurement do. All calls come under <see cref="Gate"/>.</summary>
internal interface IClientLoad
{
    Lock Gate { get; }

    /// <summary>The server has answered a request of a client.</summary>
    void OnAnswer(LoadClient client, int id, long now);

    /// <summary>A client has received what another one sent.</summary>
    void OnDelivery(LoadClient client, DeliveryStamp stamp, long now);

    /// <summary>Something went wrong that makes the measurement worthless.</summary>
    void Break(string reason);
}
