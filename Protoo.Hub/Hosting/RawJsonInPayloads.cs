using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>
/// Adds <see cref="RawJson"/> to the JSON options of an app that lists its types, as an app without reflection must. SignalR's JSON
/// protocol can then also read and write it as a parameter, a result or an argument.
/// </summary>
internal sealed class RawJsonInPayloads : IPostConfigureOptions<JsonHubProtocolOptions>
{
    public void PostConfigure(string? name, JsonHubProtocolOptions options)
    {
        var payload = options.PayloadSerializerOptions;
        if (payload.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)
        {
            // Reflection will be used, which knows every type.
            return;
        }

        if (payload.IsReadOnly)
        {
            payload = new JsonSerializerOptions(payload);
            options.PayloadSerializerOptions = payload;
        }

        payload.TypeInfoResolverChain.Add(RawJsonContext.Default);
    }
}
