using Microsoft.AspNetCore.SignalR;

namespace Protoo;

/// <summary>What <see cref="ProtooOptions"/> mean for SignalR's own options, so that the same limits hold for both kinds of client.</summary>
internal static class ProtooHubOptions
{
    public static void Apply(HubOptions options, ProtooOptions protoo)
    {
        options.MaximumReceiveMessageSize = protoo.MaximumMessageSize;
        options.MaximumParallelInvocationsPerClient = protoo.MaximumConcurrentRequests;
    }
}
