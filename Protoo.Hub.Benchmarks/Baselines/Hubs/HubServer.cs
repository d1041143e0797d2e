using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Protoo.Benchmarks.Baselines.Hubs;

/// <summary>A server with a small hub of an app's own, without state or with it. It is the runner's own program, started again with another argument.</summary>
internal static class HubServer
{
    public const string Verb = "serve-hub";
    public const string HasState = nameof(HasState);
    public const string RunsOneAtATime = nameof(RunsOneAtATime);

    public static Task RunAsync(string[] args)
    {
        // The settings next to the program are the room server's, so both log the same.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        InlineCompletions.ApplyTo(builder);
        var runsOneAtATime = builder.Configuration.GetValue<bool>(RunsOneAtATime);
        var signalR = builder.Services.AddSignalR().AddProtoo(options => (options.AnnouncePeers, options.RunOneAtATime) = (true, runsOneAtATime));
        if (builder.Configuration.GetValue<bool>(HasState))
        {
            signalR.AddProtoo<StatefulHub>();
            var app = builder.Build();
            app.MapProtoo<StatefulHub>("/protoo");
            return app.RunAsync();
        }
        else
        {
            signalR.AddProtoo<StatelessHub>();
            var app = builder.Build();
            app.MapProtoo<StatelessHub>("/protoo");
            return app.RunAsync();
        }
    }
}
