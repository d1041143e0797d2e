using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Protoo.Clustering.Redis;
using Protoo.Hosting;
using Protoo.Server;
using StackExchange.Redis;

namespace Protoo.Tests.ScaleOut;

/// <summary>The log and the health check say once why Redis cannot be used, and once that it can be used again.</summary>
public sealed class RedisReasonsTests : ReasonsTest
{
    private const string Secret = "s3cret-that-no-text-shows";

    [SkippableFact]
    public async Task Refused_SaysSo_AndWhenRedisIsThere()
    {
        var redis = await StartRedisAsync();
        await redis.StopAsync();
        var server = await StartServerAsync($"127.0.0.1:{redis.Port}");
        await AssertReasonAsync(server, $"127.0.0.1:{redis.Port}: The connection was refused.");

        await redis.StartAgainAsync();
        await WaitForMembershipAsync();
        Assert.Null(await GetReadinessAsync(server));
        Assert.Equal(1, Log.GetSnapshot().Count(static entry => entry.Category == typeof(Membership).FullName));

        // The next outage is reported, too.
        await redis.StopAsync();
        await Log.WaitForAsync(_ => Reasons.Count(static reason => reason.Contains("refused", StringComparison.Ordinal)) == 2);
    }

    [Fact]
    public async Task UnknownHost_SaysSo()
    {
        var server = await StartServerAsync("no-such-host.invalid:6379");
        await AssertReasonAsync(server, "no-such-host.invalid:6379: No host of that name is known.");
    }

    [SkippableFact]
    public async Task PasswordIsMissing_SaysSo()
    {
        var redis = await StartRedisAsync("--requirepass", Secret);
        var server = await StartServerAsync($"127.0.0.1:{redis.Port}");
        await AssertReasonAsync(server, "NOAUTH Authentication required. The password is missing or wrong");
    }

    [SkippableFact]
    public async Task PasswordIsWrong_SaysSo()
    {
        var redis = await StartRedisAsync("--requirepass", "other");
        var server = await StartServerAsync($"127.0.0.1:{redis.Port},password={Secret}");
        await AssertReasonAsync(server, "NOAUTH Authentication required. The password is missing or wrong");
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("user=alice,")]
    public async Task PasswordIsWrong_AndNotNeeded_WarnsAndWorks(string user)
    {
        var redis = await StartRedisAsync();
        await ExecuteAsync(redis, "ACL", "SETUSER", "alice", "on", ">right", "~*", "&*", "+@all");
        var server = await StartServerAsync($"127.0.0.1:{redis.Port},{user}password={Secret}");
        var warning = await Log.WaitForAsync(static entry => entry.Id.Name == "LoginRefused");
        Assert.Equal(LogLevel.Warning, warning.Level);
        await WaitForMembershipAsync(server);
        AssertNoSecret();
    }

    [SkippableFact]
    public async Task PasswordIsRight_SaysNothing()
    {
        var redis = await StartRedisAsync("--requirepass", Secret);
        await WaitForMembershipAsync(await StartServerAsync($"127.0.0.1:{redis.Port},password={Secret}"));
        Assert.DoesNotContain(Log.GetSnapshot(), static entry => entry.Level >= LogLevel.Warning);
    }

    [SkippableFact]
    public async Task CertificateIsNotTrusted_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory("protoo-tls-");
        try
        {
            var (certificate, key) = WriteCertificate(folder.FullName);
            var port = FreePort.Find();
            await StartRedisAsync(
                "--tls-port",
                port.ToString(CultureInfo.InvariantCulture),
                "--tls-cert-file",
                certificate,
                "--tls-key-file",
                key,
                "--tls-ca-cert-file",
                certificate,
                "--tls-auth-clients",
                "no");
            var server = await StartServerAsync($"localhost:{port},ssl=true,password={Secret}");
            await AssertReasonAsync(server, $"localhost:{port}: TLS failed. The remote certificate is invalid");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task Replica_SaysSo()
    {
        var primary = await StartRedisAsync("--save", string.Empty);
        var replica = await StartRedisAsync("--replicaof", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture));
        var server = await StartServerAsync($"127.0.0.1:{replica.Port}");
        await AssertReasonAsync(server, "READONLY You can't write against a read only replica. This is a replica: connect to the primary.");
    }

    [SkippableFact]
    public async Task RedisIsFull_SaysSo_AndWhenItIsNot()
    {
        var redis = await StartRedisAsync("--maxmemory", "1");
        var server = await StartServerAsync($"127.0.0.1:{redis.Port}");
        await AssertReasonAsync(server, "OOM command not allowed when used memory > 'maxmemory'. Redis has no memory left");
        await ExecuteAsync(redis, "CONFIG", "SET", "maxmemory", "0");
        await WaitForMembershipAsync(server);
        Assert.Null(await GetReadinessAsync(server));
    }

    [SkippableFact]
    public async Task RedisCannotSave_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory("protoo-gone-");
        var redis = await StartRedisAsync("--save", "3600 1", "--dir", folder.FullName);
        folder.Delete();
        await ExecuteAsync(redis, "BGSAVE");
        var server = await StartServerAsync($"127.0.0.1:{redis.Port}");
        await AssertReasonAsync(server, "Redis cannot save to its disk");
    }

    [SkippableFact]
    public async Task RightIsMissing_SaysSo_AndIsNoInstance()
    {
        var redis = await StartRedisAsync();
        await ExecuteAsync(redis, "ACL", "SETUSER", "weak", "on", $">{Secret}", "~*", "&*", "+@all", "-hset");
        var server = await StartServerAsync($"127.0.0.1:{redis.Port},user=weak,password={Secret}");
        await AssertReasonAsync(server, "The Redis user lacks a right");
        Assert.False(server.Services.GetRequiredService<RoomRegistry<RoomHub>>().Store.IsAvailable);
    }

    [SkippableFact]
    public async Task RightIsTakenAway_SaysSo_AndIsNoInstanceAnyMore()
    {
        var redis = await StartRedisAsync();
        await ExecuteAsync(redis, "ACL", "SETUSER", "weak", "on", $">{Secret}", "~*", "&*", "+@all");
        var server = await StartServerAsync($"127.0.0.1:{redis.Port},user=weak,password={Secret}", "Protoo:WhileRedisIsAway=LocalOnly");
        await WaitForMembershipAsync(server);
        await ExecuteAsync(redis, "ACL", "SETUSER", "weak", "-hset");

        // A new peer is admitted, though alone.
        await using var client = await ProtooTestClient.ConnectAsync(server.ProtooUrl("a"));
        await WaitForDepartureAsync();
        await AssertReasonAsync(server, "The Redis user lacks a right");
        await ExecuteAsync(redis, "ACL", "SETUSER", "weak", "+hset");
        await WaitForMembershipAsync(server);
        Assert.Null(await GetReadinessAsync(server));
    }

    [SkippableFact]
    public async Task RedisHangs_SaysSo()
    {
        var redis = await StartRedisAsync();
        var server = await StartServerAsync($"127.0.0.1:{redis.Port}");
        await WaitForMembershipAsync(server);
        redis.Freeze();
        await WaitForDepartureAsync();
        await AssertReasonAsync(server, "It did not answer in time.");
        redis.Thaw();
        await WaitForMembershipAsync(server);
    }

    [SkippableFact]
    public async Task Error503_KeepsItsCause()
    {
        var redis = await StartRedisAsync();
        await using var instance = await RedisInstance.StartAsync(redis);
        var connection = instance.Connection;
        await ExecuteAsync(redis, "CONFIG", "SET", "maxmemory", "1");
        var exception = await Assert.ThrowsAsync<ProtooException>(() => connection.AskAsync(static database => database.SetAddAsync("k", 1)));
        Assert.Equal(503, exception.Code);
        Assert.IsType<RedisServerException>(exception.InnerException);
        await redis.StopAsync();
        exception = await Assert.ThrowsAsync<ProtooException>(() => connection.AskAsync(static database => database.SetAddAsync("k", 1)));
        Assert.NotNull(exception.InnerException);
    }

    // The reason is logged a moment before the instance leaves the cluster, and is no longer ready.
    private Task<FakeLogRecord> WaitForDepartureAsync() => Log.WaitForAsync(static entry => entry.Id.Name == "Left");

    private async Task AssertReasonAsync(TestServer server, string text)
    {
        await WaitForReasonAsync(text);
        Assert.Equal(1, Reasons.Count(reason => reason.Contains(text, StringComparison.Ordinal)));
        Assert.Contains(text, await GetReadinessAsync(server), StringComparison.Ordinal);
        AssertNoSecret();
    }

    private void AssertNoSecret()
    {
        Assert.All(Log.GetSnapshot(), static entry => Assert.DoesNotContain(Secret, $"{entry.Message} {entry.Exception}", StringComparison.Ordinal));
    }

    private static (string Certificate, string Key) WriteCertificate(string folder)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (certificatePath, keyPath) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, rsa.ExportPkcs8PrivateKeyPem());
        return (certificatePath, keyPath);
    }
}
