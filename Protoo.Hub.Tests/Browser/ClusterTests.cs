namespace Protoo.Tests.Browser;

/// <summary>Pages on two instances of the server share a room.</summary>
[Collection(Browsers.Name)]
public sealed class ClusterTests(Chromium chromium)
{
    [SkippableFact]
    public async Task TwoInstances_PagesSeeEachOtherAndChat()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server1 = await TestServer.StartInstanceAsync(redis.Port);
        await using var server2 = await TestServer.StartInstanceAsync(redis.Port);
        await using var anna = await RoomPageClient.JoinAsync(chromium, server1.Http, "anna", RoomPageClient.Native, hasCamera: true);
        await using var ben = await RoomPageClient.JoinAsync(chromium, server2.Http, "ben", RoomPageClient.SignalR, hasCamera: true);
        await using var cleo = await RoomPageClient.JoinAsync(chromium, server2.Http, "cleo", RoomPageClient.Native);

        await anna.ExpectOthersAsync("ben", "cleo");
        await ben.ExpectOthersAsync("anna", "cleo");
        await cleo.ExpectOthersAsync("anna", "ben");
        await anna.ExpectMovingPictureAsync("ben");
        await ben.ExpectMovingPictureAsync("anna");
        await cleo.ExpectMovingPictureAsync("anna");

        await anna.SayAsync("Hello over there");
        await ben.ExpectMessageAsync("anna", "Hello over there");
        await cleo.ExpectMessageAsync("anna", "Hello over there");
        await ben.SayAsync("Hello, too");
        await anna.ExpectMessageAsync("ben", "Hello, too");

        await ben.CrashAsync();
        await anna.ExpectOthersAsync("cleo");
    }
}
