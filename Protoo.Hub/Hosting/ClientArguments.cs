using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>
/// What a hub sends through <c>Clients</c>. SignalR ends the connection of everybody for whom it cannot serialize that; here it is the
/// caller's error, and nobody else's.
/// </summary>
internal sealed class ClientArguments<THub>(
    RoomRegistry<THub> rooms,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> globalOptions,
    IOptions<HubOptions<THub>> options)
    where THub : Hub
{
    private readonly IHubProtocol[] _others = [.. FindOthers(protocols, options.Value.SupportedProtocols ?? globalOptions.Value.SupportedProtocols)];

    /// <summary>The arguments as they can be sent to any client of the hub: JSON that is written, so that it is done once.</summary>
    /// <exception cref="Exception">They cannot be serialized.</exception>
    public object?[] Prepare(string method, object?[] arguments)
    {
        // Of what is not JSON nothing can be kept.
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
