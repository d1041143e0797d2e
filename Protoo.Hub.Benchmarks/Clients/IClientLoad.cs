namespace Protoo.Benchmarks.Clients;

/// <summary>Defines what the clients of a measurement do. All calls are made under <see cref="Gate"/>.</summary>
internal interface IClientLoad
{
    Lock Gate { get; }

    /// <summary>Handles the server's answer to a request of a client.</summary>
    void OnAnswer(LoadClient client, int id, long now);

    /// <summary>Handles a notification that a client received from another one.</summary>
    void OnDelivery(LoadClient client, DeliveryStamp stamp, long now);

    /// <summary>Handles the announcement of another peer that a client received.</summary>
    void OnArrival(LoadClient client);

    /// <summary>Reports an error that makes the measurement worthless.</summary>
    void Break(string reason);
}
