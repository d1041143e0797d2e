using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Protoo.Server;

// Received data goes to Kestrel's pipe on the thread that waits for the socket. This saves one hop to the thread pool per message, and hubs
// do not notice. The variable is read when the first socket is created.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
Environment.SetEnvironmentVariable(InlineCompletions, Environment.GetEnvironmentVariable(InlineCompletions) ?? "1");

try
{
    await RoomServer.Build(args).RunAsync();
    return 0;
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
