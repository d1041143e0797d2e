using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.ScaleOut.Model;

internal sealed partial class SignalRModelConnection : IModelConnection
{
    private static readonly TimeSpan s_lateness = TimeSpan.FromSeconds(1);

    private readonly SignalRTestClient _client;

    private SignalRModelConnection(SignalRTestClient client)
    {
        _client = client;
        Closed = WaitUntilClosedAsync();
    }

    public Task<int?> Closed { get; }

    public static async Task<IModelConnection> ConnectAsync(Uri url)
    {
        var client = SignalRTestClient.Create(url, HttpTransportType.WebSockets, [.. ModelEvent.Methods]);
        client.Connection.On(IModelConnection.Mark, static (JsonElement data) => data);
        client.Connection.On(IModelConnection.Refused, static JsonElement (JsonElement _) => throw new InvalidOperationException("403: no"));
        client.Connection.On(IModelConnection.Ignored, async (JsonElement data) =>
        {
            await Task.Delay(s_lateness);
            return data;
        });
        try
        {
            await client.Connection.StartAsync().DefaultTimeout();
            return new SignalRModelConnection(client);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public async Task<ModelAnswer> RequestAsync(string method, string data)
    {
        try
        {
            object?[] arguments = method == "getPeers" ? [] : [JsonSerializer.Deserialize<JsonElement>(data)];
            return new ModelAnswer(0, await _client.InvokeAsync(method, arguments));
        }
        catch (HubException exception)
        {
            var code = ErrorCode().Match(exception.Message);
            return new ModelAnswer(code.Success ? int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture) : ModelAnswer.Closed);
        }
        catch (Exception exception) when (exception is not TimeoutException)
        {
            // The connection may end with any error.
            return new ModelAnswer(ModelAnswer.Closed);
        }
    }

    public IEnumerable<ModelEvent> TakeEvents()
    {
        while (_client.Received.TryRead(out var received))
        {
            yield return ModelEvent.Read(received.Method, received.Data);
        }
    }

    public Task CloseAsync() => _client.Connection.StopAsync().DefaultTimeout();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [GeneratedRegex(@"ProtooException: (\d+):")]
    private static partial Regex ErrorCode();

    private async Task<int?> WaitUntilClosedAsync()
    {
        _ = await _client.Closed;
        return null;
    }
}
