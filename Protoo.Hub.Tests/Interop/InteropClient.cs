using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Protoo.Tests.Interop;

/// <summary>A client of any library.</summary>
internal abstract partial class InteropClient : IAsyncDisposable
{
    private readonly Channel<ClientEvent> _events = Channel.CreateUnbounded<ClientEvent>();
    private readonly Channel<ClientMessage> _messages = Channel.CreateUnbounded<ClientMessage>();

    protected InteropClient(ClientLibrary library) => Library = library;

    public ClientLibrary Library { get; }

    /// <summary>Sends a request, and returns the response's data.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">The data; null for a method without parameters.</param>
    /// <exception cref="ClientErrorException">The request failed.</exception>
    public abstract Task<JsonElement> RequestAsync(string method, object? data = null);

    public abstract Task NotifyAsync(string method, object? data = null);

    public abstract Task CloseAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Sends a request, and returns the code and reason of its failure.</summary>
    public async Task<(int Code, string Reason)> RequestErrorAsync(string method, object? data = null)
    {
        var error = await Assert.ThrowsAsync<ClientErrorException>(() => RequestAsync(method, data));
        return error.Code is { } code ? (code, error.Message) : ReadError(error.Message);
    }

    /// <summary>Returns the next event, which must be the expected one.</summary>
    public async Task<ClientEvent> ExpectAsync(string name)
    {
        var next = await NextEventAsync();
        Assert.True(next.Name == name, $"{Library} should say {name}, but says {next}.");
        return next;
    }

    public async Task<ClientEvent> NextEventAsync() => await _events.Reader.ReadAsync().AsTask().DefaultTimeout();

    /// <summary>Receives the next message, which must be of the expected method.</summary>
    public async Task<JsonElement> ReceiveAsync(string method)
    {
        var next = await ReceiveAnyAsync();
        Assert.True(next.Method == method, $"{Library} should get {method}, but gets {next}.");
        return next.Data;
    }

    public async Task<ClientMessage> ReceiveAnyAsync() => await _messages.Reader.ReadAsync().AsTask().DefaultTimeout();

    /// <summary>Waits until the server has closed the client, which must not reconnect.</summary>
    /// <returns>The text of the error, if the library has one.</returns>
    public async Task<string?> ExpectEndAsync()
    {
        // A rejected SignalR client may see the rejection before or after its start completes.
        var next = await NextEventAsync();
        if (next.Name == "open")
        {
            next = await NextEventAsync();
        }

        Assert.True(next.Name == "close" || (next.Name == "failed" && !Library.HasPeer()), $"{Library} should be closed, but says {next}.");
        return next.Detail;
    }

    /// <summary>Completes when the client is closed for good. Expect nothing else of it afterwards.</summary>
    public async Task<ClientEvent> UntilClosedAsync()
    {
        while (true)
        {
            var next = await _events.Reader.ReadAsync();
            if (next.Name == "close")
            {
                return next;
            }
        }
    }

    /// <summary>Reads SignalR's error text.</summary>
    public static (int Code, string Reason) ReadError(string? text)
    {
        var match = CodeAndReason().Match(text ?? string.Empty);
        Assert.True(match.Success, $"There is no code and reason in '{text}'.");
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value);
    }

    protected void Report(ClientEvent clientEvent) => _events.Writer.TryWrite(clientEvent);

    protected void Report(ClientMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>Ends events and messages.</summary>
    protected void End(Exception? exception = null)
    {
        _events.Writer.TryComplete(exception);
        _messages.Writer.TryComplete(exception);
    }

    [GeneratedRegex(@"ProtooException: (-?[0-9]+): (.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex CodeAndReason();
}
