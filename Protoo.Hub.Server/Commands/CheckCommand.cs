using Microsoft.Extensions.Options;
using Protoo.Server.Settings;

namespace Protoo.Server.Commands;

/// <summary>Checks whether the server would start with the given settings, and explains them.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    /// <summary>Checks the settings.</summary>
    /// <returns>The exit code: 0 if they are valid and known.</returns>
    /// <exception cref="OptionsValidationException">A setting is not valid.</exception>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        await using var app = RoomServer.BuildWithoutEndpoints(args);
        var unknown = app.Services.GetRequiredService<UnknownSettings>().Describe().ToArray();
        foreach (var sentence in unknown)
        {
            await errors.WriteLineAsync(sentence);
        }

        app.Services.GetRequiredService<IStartupValidator>().Validate();
        foreach (var sentence in AccessReport.Describe(app))
        {
            await output.WriteLineAsync(sentence);
        }

        return unknown.Length == 0 ? 0 : 1;
    }
}
