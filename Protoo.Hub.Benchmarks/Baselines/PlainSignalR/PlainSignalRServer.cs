using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Benchmarks.Baselines.PlainSignalR;

/// <summary>A server with only <see cref="PlainHub"/>. It is the runner's own program, started again with another argument.</summary>
internal static class PlainSignalRServer
{
    public const string Verb = "serve-plain-signalr";

    public static Task RunAsync(string[] args)
    {
        // The settings next to the program are the room server's, so both log the same.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        InlineCompletions.ApplyTo(builder);
        var signalR = builder.Services.AddSignalR(static options =>
        {
            options.MaximumParallelInvocationsPerClient = 64;
            options.MaximumReceiveMessageSize = 960_000;
        });
        if (Backplane.GetAddress(builder) is { } redis)
        {
            signalR.AddStackExchangeRedis(redis);
        }

        var app = builder.Build();
        app.MapHub<PlainHub>("/hub");
        return app.RunAsync();
    }
}
