using System.Net;
using System.Text.Json;

namespace Protoo.Tests.Infrastructure;

/// <summary>An operator's script, which calls the HTTP API of a room server whose key is <see cref="Key"/>.</summary>
internal sealed class OperatorClient : IDisposable
{
    public const string Key = "k";

    /// <summary>The setting that turns the API on.</summary>
    public const string Setting = "Protoo:Admin:ApiKey=" + Key;

    private readonly HttpClient _http;

    public OperatorClient(Uri server)
    {
        _http = new HttpClient { BaseAddress = server };
        _http.DefaultRequestHeaders.Add("X-Api-Key", Key);
    }

    /// <summary>Gets an answer, which must be 200.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative)).DefaultTimeout();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync().DefaultTimeout());
        return document.RootElement.Clone();
    }

    public async Task<(HttpStatusCode Code, string Body)> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using var response = await _http.SendAsync(request).DefaultTimeout();
        return (response.StatusCode, await response.Content.ReadAsStringAsync().DefaultTimeout());
    }

    /// <summary>Gets the instances, by id.</summary>
    public async Task<Dictionary<string, JsonElement>> GetInstancesAsync()
    {
        var instances = (await GetAsync("/instances")).GetProperty("instances").EnumerateArray();
        return instances.ToDictionary(static instance => instance.GetProperty("instance").GetString()!, StringComparer.Ordinal);
    }

    /// <summary>Asks for the instances until they are as expected.</summary>
    public async Task<Dictionary<string, JsonElement>> WaitForInstancesAsync(Func<Dictionary<string, JsonElement>, bool> areAsExpected)
    {
        Dictionary<string, JsonElement> instances = [];
        await Polling.WaitUntilAsync(async () => areAsExpected(instances = await GetInstancesAsync()));
        return instances;
    }

    /// <summary>Begins to watch a room.</summary>
    public async Task<TrafficStream> WatchAsync(string pathAndQuery = "/rooms/r/traffic")
    {
        var response = await _http.GetAsync(new Uri(pathAndQuery, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).DefaultTimeout();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return await TrafficStream.OpenAsync(response);
    }

    public void Dispose() => _http.Dispose();
}
