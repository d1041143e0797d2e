namespace Protoo.Tests.Interop;

/// <summary>The clients that run against our server, as they come from their package registry.</summary>
public enum ClientLibrary
{
    ProtooClient2,
    ProtooClient3,
    ProtooClient4,
    SignalRWebSockets,
    SignalRServerSentEvents,
    SignalRLongPolling,
    SignalRDotNet,
}
