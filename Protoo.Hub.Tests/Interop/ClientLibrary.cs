namespace Protoo.Tests.Interop;

/// <summary>
/// The clients that run against our server, as published in their package registries. The last three are protoo-client 4 with the
/// transport of <c>client-samples/protoo-over-signalr</c>.
/// </summary>
public enum ClientLibrary
{
    ProtooClient2,
    ProtooClient3,
    ProtooClient4,
    SignalRWebSockets,
    SignalRServerSentEvents,
    SignalRLongPolling,
    SignalRDotNet,
    ProtooOverWebSockets,
    ProtooOverServerSentEvents,
    ProtooOverLongPolling,
}
