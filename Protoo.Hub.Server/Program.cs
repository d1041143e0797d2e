using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Protoo.Server;
using Protoo.Server.Commands;

// Received data goes to Kestrel's pipe on the thread that waits for the socket. This saves one hop to the thread pool per message, and hubs
// do not notice. The variable is read when the first socket is created.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
Environment.SetEnvironmentVariable(InlineCompletions, Environment.GetEnvironmentVariable(InlineCompletions) ?? "1");

try
{
    switch (args)
    {
        case [CheckCommand.Name, .. var settings]:
            return await CheckCommand.RunAsync(settings, Console.Out, Console.Error);
        case [TokenCommand.Name, .. var settings]:
            return await TokenCommand.RunAsync(settings, Console.Out, Console.Error);
        case [var command, ..] when command is not ['-' or '/', ..] && !command.Contains('=', StringComparison.Ordinal):
            await Console.Error.WriteLineAsync($"There is no command '{command}'. The commands are: {CheckCommand.Name}, {TokenCommand.Name}.");
            return 1;
        default:
            await RoomServer.Build(args).RunAsync();
            return 0;
    }
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync($"The settings are not valid: {string.Join(" ", exception.Failures)}");
    return 1;
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (InvalidOperationException exception) when (exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal))
{
    await Console.Error.WriteLineAsync($"The settings are not valid: {exception.Message}");
    return 1;
}
