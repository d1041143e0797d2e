using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Protoo.Tests.PublicSurface;

/// <summary>A host with invalid settings does not start, and names them.</summary>
public sealed class ProtooOptionsTests
{
    [Theory]
    [InlineData(nameof(ProtooOptions.MaximumMessageSize), "0")]
    [InlineData(nameof(ProtooOptions.MaximumMessageSize), "-1")]
    [InlineData(nameof(ProtooOptions.MaximumMessageSize), "2147483647")]
    [InlineData(nameof(ProtooOptions.FragmentationThreshold), "0")]
    [InlineData(nameof(ProtooOptions.KeepAliveInterval), "-00:00:01")]
    [InlineData(nameof(ProtooOptions.KeepAliveInterval), "2.00:00:00")]
    [InlineData(nameof(ProtooOptions.KeepAliveTimeout), "00:00:00")]
    [InlineData(nameof(ProtooOptions.MaximumOutgoingBacklog), "0")]
    [InlineData(nameof(ProtooOptions.MaximumConcurrentRequests), "0")]
    [InlineData(nameof(ProtooOptions.MaximumConcurrentRequests), "65537")]
    [InlineData(nameof(ProtooOptions.MaximumRooms), "0")]
    [InlineData(nameof(ProtooOptions.MaximumPeersPerRoom), "0")]
    [InlineData(nameof(ProtooOptions.MaximumPeersPerRoom), "-1")]
    [InlineData(nameof(ProtooOptions.MaximumPeerDataSize), "1")]
    [InlineData(nameof(ProtooOptions.MaximumPeerDataSize), "1073741825")]
    [InlineData(nameof(ProtooOptions.RequestTimeout), "00:00:00")]
    [InlineData(nameof(ProtooOptions.RequestTimeout), "-00:00:01")]
    [InlineData(nameof(ProtooOptions.DuplicatePeer), "7")]
    [InlineData(nameof(ProtooOptions.DrainTime), "-00:00:01")]
    [InlineData(nameof(ProtooOptions.CloseTimeout), "00:00:00")]
    [InlineData(nameof(ProtooOptions.CloseTimeout), "01:00:00")]
    public async Task Start_ValueOutOfRange_FailsAndNamesTheSetting(string setting, string value)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartRoomServerAsync($"Protoo:{setting}={value}"));
        Assert.Contains(exception.Failures, failure => failure.Contains(setting, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(ProtooOptions.MaximumMessageSize), "many")]
    [InlineData(nameof(ProtooOptions.KeepAliveInterval), "soon")]
    [InlineData(nameof(ProtooOptions.DuplicatePeer), "Maybe")]
    [InlineData(nameof(ProtooOptions.EnableCompression), "perhaps")]
    public async Task Start_ValueOfAnotherKind_FailsAndNamesTheSetting(string setting, string value)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartRoomServerAsync($"Protoo:{setting}={value}"));
        Assert.Contains($"Protoo:{setting}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KeepAliveInterval=00:00:00", "DrainTime=00:00:00", "MaximumConcurrentRequests=1", "CloseTimeout=00:00:00.001")]
    [InlineData("MaximumOutgoingBacklog=2147483647", "MaximumMessageSize=1073741824", "FragmentationThreshold=1", "DuplicatePeer=Reject")]
    [InlineData("MaximumRooms=1", "MaximumPeersPerRoom=1", "MaximumPeerDataSize=2")]
    [InlineData("MaximumRooms=2147483647", "MaximumPeersPerRoom=2147483647", "MaximumPeerDataSize=1073741824")]
    public async Task Start_ValuesAtTheBounds_AreFine(params string[] settings)
    {
        await using var server = await TestServer.StartRoomServerAsync([.. settings.Select(static setting => $"Protoo:{setting}")]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_NothingIsMapped_FailsNevertheless(bool ofOneHub)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var signalR = builder.Services.AddSignalR();
        if (ofOneHub)
        {
            signalR.AddProtoo<OpenHub>(static options => options.RequestTimeout = TimeSpan.Zero);
        }
        else
        {
            signalR.AddProtoo(static options => options.RequestTimeout = TimeSpan.Zero);
        }

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            await app.StartAsync();
        });
        Assert.Contains(nameof(ProtooOptions.RequestTimeout), exception.Message, StringComparison.Ordinal);
    }
}
