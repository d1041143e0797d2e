using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Protoo.Protocol;

namespace Protoo.Hosting;

/// <summary>
/// Makes <see cref="RawJson"/> known to the JSON options of an app that names the types it has, as one without reflection must: as a
/// parameter, a result or an argument it is then read and written by SignalR's JSON protocol, too.
/// </summary>
internal sealed class RawJsonInPayloads : IPostConfigureOptions<JsonHubProtocolOptions>
{
    public void PostConfigure(string? name, JsonHubProtocolOptions options)
    {
        var payload = options.PayloadSerializerOptions;
        if (payload.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)
        {
            // It will be reflection, which knows every type.
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
