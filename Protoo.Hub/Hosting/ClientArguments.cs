using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>
/// Prepares what a hub sends through <c>Clients</c>. SignalR ends the connection of every receiver for which serialization fails; here, the
/// caller gets the error, and nobody else is affected.
/// </summary>
internal sealed class ClientArguments<THub>(
    RoomRegistry<THub> rooms,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> globalOptions,
    IOptions<HubOptions<THub>> options)
    where THub : Hub
{
    private readonly IHubProtocol[] _others = [.. FindOthers(protocols, options.Value.SupportedProtocols ?? globalOptions.Value.SupportedProtocols)];

    /// <summary>
    /// Returns the arguments in a form that can be sent to any client of the hub: as JSON, so that they are serialized only once.
    /// </summary>
    /// <exception cref="Exception">The arguments cannot be serialized.</exception>
    public object?[] Prepare(string method, object?[] arguments)
    {
        // The output of other protocols cannot be kept. They are only checked for errors.
        foreach (var protocol in _others)
        {
            _ = protocol.GetMessageBytes(new InvocationMessage(method, arguments));
        }

        var json = Array.ConvertAll(arguments, argument => argument is null ? null : (object)RawJson.From(argument, rooms.Services.PayloadOptions));
        return _others.Length == 0 ? json : arguments;
    }

    private static IEnumerable<IHubProtocol> FindOthers(IHubProtocolResolver protocols, IList<string>? supported)
    {
        return protocols.AllProtocols.Where(protocol => protocol is not (JsonHubProtocol or ProtooHubProtocol) && supported?.Contains(protocol.Name) != false);
    }
}
