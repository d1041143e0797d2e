using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace Protoo.Tests.Interop;

/// <summary>A client of Microsoft.AspNetCore.SignalR.Client that always reconnects where it may.</summary>
internal sealed class DotNetClient : InteropClient
{
    private static readonly Type[] s_parameterTypes = [typeof(JsonElement)];

    private readonly HubConnection _connection;
    private Task _starting = Task.CompletedTask;

    public DotNetClient(Uri url, IReadOnlyDictionary<string, ClientAnswer> answers, int retries)
        : base(ClientLibrary.SignalRDotNet)
    {
        _connection = new HubConnectionBuilder()
            .WithUrl(url)
            .WithAutomaticReconnect([.. Enumerable.Repeat(TimeSpan.FromMilliseconds(20), retries)])
            .Build();
        _connection.Reconnecting += exception => ReportAsync("disconnected", exception);
        _connection.Reconnected += _ => ReportAsync("open", null);
        _connection.Closed += exception => ReportAsync("close", exception);
        foreach (var (method, answer) in answers)
        {
            Listen(method, answer);
        }
    }

    public void Start() => _starting = StartAsync();

    public override async Task<JsonElement> RequestAsync(string method, object? data = null)
    {
        try
        {
            return await _connection.InvokeCoreAsync<JsonElement?>(method, ToArguments(data)).DefaultTimeout() ?? default;
        }
        catch (Exception exception) when (exception is not TimeoutException)
        {
            throw new ClientErrorException(null, exception.Message);
        }
    }

    public override Task NotifyAsync(string method, object? data = null) => _connection.SendCoreAsync(method, ToArguments(data)).DefaultTimeout();

    public override Task CloseAsync() => _connection.StopAsync().DefaultTimeout();

    public override async ValueTask DisposeAsync()
    {
        await _starting.DefaultTimeout();
        await _connection.DisposeAsync().AsTask().DefaultTimeout();
    }

    private static object?[] ToArguments(object? data) => data is null ? [] : [data];

    private async Task StartAsync()
    {
        try
        {
            await _connection.StartAsync();
            Report(new ClientEvent("open"));
        }
        catch (Exception exception)
        {
            Report(new ClientEvent("failed", exception.Message));
        }
    }

    private void Listen(string method, ClientAnswer answer)
    {
        if (answer == ClientAnswer.None)
        {
            _connection.On(method, s_parameterTypes, data =>
            {
                Report(new ClientMessage("call", method, (JsonElement)data[0]!));
                return Task.CompletedTask;
            });
            return;
        }

        _connection.On(method, s_parameterTypes, async (data, _) =>
        {
            Report(new ClientMessage("call", method, (JsonElement)data[0]!));
            return answer.Do switch
            {
                "accept" => answer.Data,
                "echo" => data[0],
                "reject" => throw new InvalidOperationException($"{answer.Code}: {answer.Reason}"),
                "throw" => throw new InvalidOperationException(answer.Reason),
                _ => await new TaskCompletionSource<object?>().Task,
            };
        }, new object());
    }

    private Task ReportAsync(string name, Exception? exception)
    {
        Report(new ClientEvent(name, exception?.Message));
        return Task.CompletedTask;
    }
}
