using System.Globalization;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>Tries to connect to the room server over every transport. All transports must admit the same clients.</summary>
internal static partial class Entrance
{
    private const int Admitted = 101;

    private static readonly (string Name, HttpTransportType Transport, bool Negotiates)[] s_signalR =
    [
        ("WebSockets", HttpTransportType.WebSockets, true),
        ("WebSockets without negotiation", HttpTransportType.WebSockets, false),
        ("server-sent events", HttpTransportType.ServerSentEvents, true),
        ("long polling", HttpTransportType.LongPolling, true),
    ];

    /// <summary>Gets each transport with the code that the client got: <c>native 101</c> if it was admitted.</summary>
    public static async Task<string[]> TryAsync(TestServer server, string query, params string[] headers)
    {
        var codes = new List<string> { $"native {await TryNativeAsync(server, query, headers)}" };
        foreach (var (name, transport, negotiates) in s_signalR)
        {
            codes.Add($"{name} {await TrySignalRAsync(server, query, headers, transport, negotiates)}");
        }

        return [.. codes];
    }

    /// <summary>The result of <see cref="TryAsync"/> if every transport gets the same code.</summary>
    public static string[] Everywhere(int code) => ["native " + code, .. s_signalR.Select(way => $"{way.Name} {code}")];

    private static async Task<int> TryNativeAsync(TestServer server, string query, string[] headers)
    {
        var url = server.WebSocketUrl($"/protoo?{query}");
        var response = await Handshake.GetResponseAsync(url, host: url.Authority, headers: headers);
        return int.Parse(response.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<int> TrySignalRAsync(TestServer server, string query, string[] headers, HttpTransportType transport, bool negotiates)
    {
        await using var client = SignalRTestClient.Create(new Uri(server.Http, $"/hub?{query}"), transport, options =>
        {
            options.SkipNegotiation = !negotiates;
            foreach (var header in headers)
            {
                options.Headers.Add(header.Split(": ")[0], header.Split(": ")[1]);
            }
        });
        switch (await Record.ExceptionAsync(() => client.Connection.StartAsync()).DefaultTimeout())
        {
            case HttpRequestException { StatusCode: { } status }:
                return (int)status;
            case WebSocketException refused:
                return Parse(Status().Match(refused.Message));
            case { Message: var message } when Rejection().Match(message) is { Success: true } rejection:
                return Parse(rejection);
        }

        // The client may have started before the hub decides. Only a hub that has admitted it says that a method does not exist.
        var unknown = await Record.ExceptionAsync(() => client.InvokeAsync("joined?"));
        return unknown is HubException && unknown.Message.Contains("does not exist", StringComparison.Ordinal)
            ? Admitted
            : Parse(Rejection().Match((await client.Closed.DefaultTimeout())!.Message));
    }

    private static int Parse(Match code) => int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"status code '(\d+)'")]
    private static partial Regex Status();

    [GeneratedRegex(@"ProtooException: (\d+): ")]
    private static partial Regex Rejection();
}
