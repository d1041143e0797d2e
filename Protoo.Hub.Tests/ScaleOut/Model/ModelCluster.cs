using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;
using Xunit.Sdk;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>The instances and their Redis. They serve all runs; a killed instance is replaced.</summary>
internal sealed class ModelCluster : IAsyncDisposable
{
    private const string ApiKey = "key";

    private readonly RedisServer _redis;
    private readonly RedisProxy[] _proxies;
    private readonly ServerProcess[] _servers = new ServerProcess[ModelPlan.Instances];
    private readonly List<ServerProcess> _dead = [];

    // The operator also waits until a frozen instance goes on.
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30), DefaultRequestHeaders = { { "X-Api-Key", ApiKey } } };

    private ModelCluster(RedisServer redis)
    {
        _redis = redis;
        _proxies = [.. Enumerable.Range(0, ModelPlan.Instances).Select(_ => RedisProxy.Start(redis))];
    }

    public static async Task<ModelCluster> StartAsync()
    {
        var cluster = new ModelCluster(await RedisServer.StartAsync());
        await Task.WhenAll(Enumerable.Range(0, ModelPlan.Instances).Select(cluster.StartAsync));
        await cluster.WaitUntilReadyAsync();
        return cluster;
    }

    /// <summary>Whether a run has failed. If so, errors in the logs are ignored.</summary>
    public bool HasFailed { get; set; }

    public ServerProcess this[int instance] => _servers[instance];

    public async Task WaitUntilReadyAsync()
    {
        await Task.WhenAll(_servers.Select(static server => server.WaitForReadinessAsync(HttpStatusCode.OK)));
    }

    public async Task BeginAsync(ModelFault fault)
    {
        switch (fault.Kind)
        {
            case ModelFaultKind.Kill:
                await _servers[fault.Instance].KillAsync();
                break;
            case ModelFaultKind.Freeze:
                _servers[fault.Instance].Freeze();
                break;
            case ModelFaultKind.RedisLost:
                await _redis.StopAsync();
                break;
            case ModelFaultKind.RedisSaved:
                await _redis.StopAsync(RedisMemory.Everything);
                break;
            case ModelFaultKind.Cut:
                _proxies[fault.Instance].Cut();
                break;
            case ModelFaultKind.Hold:
                _proxies[fault.Instance].Hold();
                break;
        }
    }

    public async Task EndAsync(ModelFault fault)
    {
        switch (fault.Kind)
        {
            case ModelFaultKind.Kill:
                _dead.Add(_servers[fault.Instance]);
                await StartAsync(fault.Instance);
                break;
            case ModelFaultKind.Freeze:
                _servers[fault.Instance].Thaw();
                break;
            case ModelFaultKind.RedisLost or ModelFaultKind.RedisSaved:
                await _redis.StartAgainAsync();
                break;
            case ModelFaultKind.Cut or ModelFaultKind.Hold:
                _proxies[fault.Instance].Restore();
                break;
        }
    }

    /// <summary>Calls the operator's API.</summary>
    /// <returns>Null if the instance is gone.</returns>
    public async Task<HttpStatusCode?> CallAsync(HttpMethod method, int instance, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_servers[instance].Http, path));
        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var response = await _http.SendAsync(request);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Asks an instance who is in a room.</summary>
    /// <returns>The room; null if there is no such room, or if the instance cannot say, which the status tells apart.</returns>
    public async Task<(HttpStatusCode Status, JsonElement? Room)> FindRoomAsync(int instance, string roomId)
    {
        using var response = await _http.GetAsync(new Uri(_servers[instance].Http, $"/rooms/{roomId}"));
        return (response.StatusCode, response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>() : null);
    }

    /// <summary>Connects to Redis without a proxy.</summary>
    public Task<IConnectionMultiplexer> ConnectToRedisAsync() => _redis.ConnectAsync();

    /// <summary>What Redis holds of a room.</summary>
    public async Task<string> ShowRoomAsync(string roomId)
    {
        await using var connection = await ConnectToRedisAsync();
        var keys = connection.GetServers()[0].KeysAsync(pattern: $"*:room:{{*:{roomId}}}");
        var text = new StringBuilder();
        await foreach (var key in keys)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{key}: {string.Join(' ', await connection.GetDatabase().HashGetAllAsync(key))}");
        }

        return text.ToString();
    }

    /// <summary>The last lines of the instances' logs.</summary>
    public string ShowLogs()
    {
        return string.Join('\n', _servers.Select(static (server, i) => $"Instance {i}, {server.Http}:\n{string.Join('\n', server.Output.Split('\n').TakeLast(25))}"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        var errors = new List<XunitException>();
        foreach (var server in _servers.Concat(_dead))
        {
            try
            {
                await server.DisposeAsync();
            }
            catch (XunitException exception)
            {
                errors.Add(exception);
            }
        }

        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }

        await _redis.DisposeAsync();
        if (!HasFailed && errors is [{ } error, ..])
        {
            throw error;
        }
    }

    private async Task StartAsync(int instance)
    {
        _servers[instance] = await ServerProcess.StartAsync(
            $"ConnectionStrings:Redis=127.0.0.1:{_proxies[instance].Port}",
            $"Protoo:Admin:ApiKey={ApiKey}");
    }
}
