using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis;

public sealed class RedisFaultsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _log = FakeLogCollector.From(LogLevel.Warning);
    private readonly RedisFaults _faults;

    public RedisFaultsTests()
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_log)));
        _faults = new RedisFaults(_time, factory.CreateLogger<RedisFaults>());
    }

    [Fact]
    public void Report_SameReason_IsSaidOnce_AndAnotherOnceMore()
    {
        _faults.Report(Refusal("NOPERM this user has no permissions to run the 'eval' command"));
        _faults.Report(Refusal("NOPERM this user has no permissions to run the 'eval' command"));
        _faults.Report(new TimeoutException());
        Assert.Equal(2, _log.Count);
        Assert.Equal("It did not answer in time.", _faults.Latest?.Reason);
    }

    [Fact]
    public void Report_AfterRedisWasBack_IsSaidAgain()
    {
        _faults.Report(new TimeoutException());
        _faults.Clear();
        Assert.Null(_faults.Latest);
        _faults.Report(new TimeoutException());
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void Report_ThatGoesOn_IsNotSaidAgain_ThatWasGone_Is()
    {
        for (var i = 0; i < 5; i++)
        {
            _faults.Report(new TimeoutException());
            _time.Advance(TimeSpan.FromSeconds(50));
        }

        Assert.Single(_log.GetSnapshot());
        _time.Advance(TimeSpan.FromSeconds(20));
        _faults.Report(new TimeoutException());
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void Find_SameCauseInOtherWords_IsTheSameReason()
    {
        var refused = new SocketException((int)SocketError.ConnectionRefused);
        var reason = RedisFault.Find(refused)!.Reason;
        Assert.Equal(reason, RedisFault.Find(new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "conn-sec: 7, mc: 1/1/0", refused))!.Reason);
        Assert.Equal(
            RedisFault.Find(Refusal("OOM command not allowed when used memory > 'maxmemory'."))!.Reason,
            RedisFault.Find(Refusal("OOM command not allowed when used memory > 'maxmemory'. script: 50142d, on @user_script:1."))!.Reason);
    }

    [Fact]
    public void Find_WhatFollowsFromAnother_HasNoReason()
    {
        Assert.Null(RedisFault.Find(new ProtooException(503, "The other instances cannot be reached.")));
        Assert.Null(RedisFault.Find(new ObjectDisposedException("x")));
    }

    private static RedisServerException Refusal(string text) => new(RedisErrorKind.Unknown, CommandFlags.None, text);
}
