using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Protoo.Server;
using Protoo.Server.Commands;

namespace Protoo.Tests.Functional;

/// <summary>What the room server says and does when it is not to serve.</summary>
public sealed class CommandTests
{
    private static readonly string[] s_tokens = [.. TestTokens.Settings.Select(static setting => $"--{setting}")];

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task Check_Defaults_SaysWhoMayCome()
    {
        Assert.Equal(0, await CheckAsync());

        Assert.Equal(
            """
            Pages that may connect: those of the server's own origin and, where it is asked by a loopback name, those of any loopback origin. Clients that are no browsers say no origin, and may connect.
            Clients need no token: each is the peer that it says it is, in any room.
            The server answers to any name. On the internet, set AllowedHosts to its names.
            The operator's API is off.

            """,
            _output.ToString());
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("Pages that may connect: those of https://a.example, https://*.b.example.", "--Protoo:AllowedOrigins:0=https://a.example", "--Protoo:AllowedOrigins:1=https://*.b.example")]
    [InlineData("Pages that may connect: all.", "--Protoo:AllowedOrigins:0=*")]
    [InlineData("The server answers to these names: a.example;b.example.", "--AllowedHosts=a.example;b.example")]
    [InlineData("The operator's API is open to whoever has the key.", "--Protoo:Admin:ApiKey=k")]
    public async Task Check_SaysWhatSettingsMean(string sentence, params string[] settings)
    {
        Assert.Equal(0, await CheckAsync(settings));

        Assert.Contains(sentence, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Clients need a token. A token's claim 'sub' says which peer the client is; its claim 'room' says which rooms it may enter, all where there is none. A connection is closed when its token expires.", "--Protoo:Token:Required=true")]
    [InlineData("Clients need no token, and then are the peer that they say they are. A token's claim 'name'", "--Protoo:Token:PeerClaim=name")]
    [InlineData("A connection stays when its token expires.", "--Protoo:Token:CloseOnExpiration=false")]
    [InlineData("Warning: the log shows queries, and with them tokens. Set Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics to None.", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information")]
    [InlineData("Warning: the log shows queries", "--Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting=Debug")]
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
    [InlineData("Protoo:Redis:WhileRedisIsAwya", "Protoo:Redis:WhileRedisIsAway")]
    [InlineData("Protoo:Tokens:Required", "Protoo:Token")]
    [InlineData("Protoo:Nonsense", null)]
    public async Task Check_UnknownSetting_IsAnError_WithTheNearest(string name, string? nearest)
    {
        Assert.Equal(1, await CheckAsync($"--{name}=x"));

        var found = name.Replace(":0", string.Empty, StringComparison.Ordinal).Replace("Tokens:Required", "Tokens", StringComparison.Ordinal);
        var suggestion = nearest is null ? string.Empty : $" Did you mean {nearest}?";
        Assert.Equal($"There is no setting {found}.{suggestion}\n", _errors.ToString(), ignoreCase: true);
    }

    [Fact]
    public async Task Check_AllThatThereIs_IsKnown()
    {
        Assert.Equal(0, await CheckAsync(
            "--Protoo:AnnouncePeers=true",
            "--Protoo:Redis:Configuration:ConnectTimeout=100",
            "--Protoo:Redis:WhileRedisIsAway=Reject",
            "--PROTOO:ALLOWEDORIGINS:0=https://app.example",
            "--Protoo:MaximumMessageSize=1000"));
    }

    [Fact]
    public async Task Start_WarnsOfUnknownSettings()
    {
        await using var server = await TestServer.StartRoomServerAsync("Protoo:DrainTim=0");

        Assert.Equal(
            "There is no setting Protoo:DrainTim. Did you mean Protoo:DrainTime?",
            Assert.Single(server.Log.GetSnapshot(), static entry => entry.Level == LogLevel.Warning).Message);
    }

    [Fact]
    public async Task Token_LetsItsPeerIn()
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
    [InlineData(1, "The settings are not valid: Protoo:AllowedOrigins: 'x' is no origin.", "check", "--Protoo:AllowedOrigins:0=x")]
    [InlineData(1, "The settings are not valid: Failed to convert configuration value 'x' at 'Protoo:Token:Required'", "check", "--Protoo:Token:Required=x")]
    [InlineData(1, "The settings are not valid: Tokens cannot be validated", "--Protoo:Token:Required=true")]
    [InlineData(1, "There is no key", "token", "--room=r", "--peer=a")]
    [InlineData(1, "There is no command 'chekc'. There are: check, token.", "chekc")]
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
