using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Protoo.Server;
using Protoo.Server.Commands;

namespace Protoo.Tests.Functional;

/// <summary>The commands of the room server.</summary>
public sealed class CommandTests
{
    private static readonly string[] s_tokens = [.. TestTokens.Settings.Select(static setting => $"--{setting}")];

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task Check_Defaults_SaysWhoMayConnect()
    {
        Assert.Equal(0, await CheckAsync());

        Assert.Equal(
            """
            Pages of the server's own origin may connect. On a loopback host name, pages of any loopback origin may connect, too. Programs other than browsers may connect without an origin.
            Clients need no token. The server accepts each client as the peer that it claims to be, in any room.
            The server accepts any host name. On the internet, set AllowedHosts to the server's names.
            The operator's API is off.

            """,
            _output.ToString());
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("Pages of these origins may connect: https://a.example, https://*.b.example.", "--Protoo:AllowedOrigins:0=https://a.example", "--Protoo:AllowedOrigins:1=https://*.b.example")]
    [InlineData("Pages of any origin may connect.", "--Protoo:AllowedOrigins:0=*")]
    [InlineData("The server accepts these host names: a.example;b.example.", "--AllowedHosts=a.example;b.example")]
    [InlineData("The operator's API is on, for requests with the key.", "--Protoo:Admin:ApiKey=k")]
    public async Task Check_SaysWhatSettingsMean(string sentence, params string[] settings)
    {
        Assert.Equal(0, await CheckAsync(settings));

        Assert.Contains(sentence, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Clients need a token. A token's claim 'sub' contains the peer id, and its claim 'room' the rooms that the client may enter. A token without 'room' allows every room. The server closes a connection when its token expires.", "--Protoo:Token:Required=true")]
    [InlineData("Clients need no token. The server accepts a client without a token as the peer that it claims to be, in any room. A token's claim 'name'", "--Protoo:Token:PeerClaim=name")]
    [InlineData("A connection stays open when its token expires.", "--Protoo:Token:CloseOnExpiration=false")]
    [InlineData("Warning: the log contains queries, and tokens in them. Set Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics to None.", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information")]
    [InlineData("Warning: the log contains queries", "--Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting=Debug")]
    public async Task Check_WithTokens_SaysWhatSettingsMean(string sentence, params string[] settings)
    {
        Assert.Equal(0, await CheckAsync([.. s_tokens, .. settings]));

        Assert.Contains(sentence, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ShippedSettings_NoWarning()
    {
        Assert.Equal(0, await CheckAsync(s_tokens));

        Assert.DoesNotContain("Warning", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Protoo:AllowedOrigin:0", "Protoo:AllowedOrigins")]
    [InlineData("Protoo:DuplicatePeers", "Protoo:DuplicatePeer")]
    [InlineData("Protoo:token:require", "Protoo:Token:Required")]
    [InlineData("Protoo:ApiKey", "Protoo:Admin:ApiKey")]
    [InlineData("Protoo:Redis:WhileRedisIsAway", "Protoo:WhileRedisIsAway")]
    [InlineData("Protoo:Redis:KeyPrefx", "Protoo:Redis:KeyPrefix")]
    [InlineData("Protoo:Tokens:Required", "Protoo:Token")]
    [InlineData("Protoo:Nonsense", null)]
    public async Task Check_UnknownSetting_IsAnError_WithASuggestion(string name, string? nearest)
    {
        Assert.Equal(1, await CheckAsync($"--{name}=x"));

        var found = name.Replace(":0", string.Empty, StringComparison.Ordinal).Replace("Tokens:Required", "Tokens", StringComparison.Ordinal);
        var suggestion = nearest is null ? string.Empty : $" Did you mean {nearest}?";
        Assert.Equal($"There is no setting {found}.{suggestion}\n", _errors.ToString(), ignoreCase: true);
    }

    [Fact]
    public async Task Check_ExistingSettings_AreKnown()
    {
        Assert.Equal(0, await CheckAsync(
            "--Protoo:AnnouncePeers=true",
            "--Protoo:Redis:KeyPrefix=p:",
            "--Protoo:WhileRedisIsAway=Reject",
            "--PROTOO:ALLOWEDORIGINS:0=https://app.example",
            "--Protoo:MaximumMessageSize=1000"));
    }

    [Fact]
    public async Task Start_WarnsAboutUnknownSettings()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:DrainTim=0");

        Assert.Equal(
            "There is no setting Protoo:DrainTim. Did you mean Protoo:DrainTime?",
            Assert.Single(server.Log.GetSnapshot(), static entry => entry.Level == LogLevel.Warning).Message);
    }

    [Fact]
    public async Task Token_AdmitsItsPeer()
    {
        Assert.Equal(0, await TokenCommand.RunAsync(["--room", "r/x", "--peer=ä", .. s_tokens], _output, _errors));
        var token = Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await using var server = await TestServer.StartRoomServerAsync([.. TestTokens.Settings, "Protoo:Token:Required=true"]);
        Assert.Equal(Entrance.Everywhere(101), await Entrance.TryAsync(server, "roomId=r%2Fx&peerId=%C3%A4", $"Authorization: Bearer {token}"));
        Assert.Equal(Entrance.Everywhere(403), await Entrance.TryAsync(server, "roomId=r", $"Authorization: Bearer {token}"));
    }

    [Fact]
    public async Task Token_WithoutAKey_SaysWhatToSet()
    {
        Assert.Equal(1, await TokenCommand.RunAsync(["--room=r", "--peer=a"], _output, _errors));

        Assert.Empty(_output.ToString());
        Assert.StartsWith("There is no key to sign a token with. Set Authentication:Schemes:Bearer:ValidIssuer,", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--room=r")]
    [InlineData("--peer=a")]
    [InlineData("--room=.", "--peer=a")]
    public async Task Token_WithoutIds_SaysHow(params string[] args)
    {
        Assert.Equal(1, await TokenCommand.RunAsync([.. s_tokens, .. args], _output, _errors));

        Assert.StartsWith("Usage: token --room R --peer P.", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", "check")]
    [InlineData(1, "The settings are not valid: Protoo:AllowedOrigins: 'x' is not an origin.", "check", "--Protoo:AllowedOrigins:0=x")]
    [InlineData(1, "The settings are not valid: Failed to convert configuration value 'x' at 'Protoo:Token:Required'", "check", "--Protoo:Token:Required=x")]
    [InlineData(1, "The settings are not valid: Tokens cannot be validated", "--Protoo:Token:Required=true")]
    [InlineData(1, "There is no key", "token", "--room=r", "--peer=a")]
    [InlineData(1, "There is no command 'chekc'. The commands are: check, token.", "chekc")]
    public async Task Program_EndsWithTheCode(int code, string errors, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(RoomServer).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var written = await process.StandardError.ReadToEndAsync().DefaultTimeout();
        await process.WaitForExitAsync().DefaultTimeout();

        Assert.StartsWith(errors, written, StringComparison.Ordinal);
        Assert.Equal(code, process.ExitCode);
        Assert.Equal(code == 0, (await output).Length > 0);
    }

    private Task<int> CheckAsync(params string[] args) => CheckCommand.RunAsync(args, _output, _errors);
}
