using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis;

/// <summary>What an operator reads about an error of Redis or its connection.</summary>
public sealed class RedisFaultTests
{
    [Theory]
    [InlineData("NOAUTH Authentication required.", "NOAUTH Authentication required. The password is missing or wrong, or the user is.")]
    [InlineData("WRONGPASS invalid username-password pair or user is disabled.", "WRONGPASS invalid username-password pair or user is disabled. The user or the password is wrong.")]
    [InlineData("NOPERM this user has no permissions to run the 'eval' command", "NOPERM this user has no permissions to run the 'eval' command. The Redis user lacks a right; docs/scale-out.md lists those that are needed.")]
    [InlineData(
        "ERR The user executing the script can't run this command or subcommand script: 50142d, on @user_script:1.",
        "ERR The user executing the script can't run this command or subcommand. The Redis user lacks a right; docs/scale-out.md lists those that are needed.")]
    [InlineData("SimpleError: OOM command not allowed when used memory > 'maxmemory'.", "OOM command not allowed when used memory > 'maxmemory'. Redis has no memory left: raise its maxmemory.")]
    [InlineData("READONLY You can't write against a read only replica.", "READONLY You can't write against a read only replica. This is a replica: connect to the primary.")]
    [InlineData(
        "MISCONF Errors writing to the AOF file: No space left on device",
        "MISCONF Errors writing to the AOF file: No space left on device. Redis cannot save to its disk and refuses writes until it can; the instances need nothing saved.")]
    [InlineData("ERR something\r\nelse. More of it.", "ERR something else.")]
    public void Refusal_IsItsFirstSentence_AndWhatToDo(string text, string expected)
    {
        var fault = RedisFault.Find(Refusal(text))!;
        Assert.Equal((expected, true), (fault.Reason, fault.IsRefusal));
    }

    [Fact]
    public void Refusal_IsFoundBehindOthers_AndNotInWhatOthersSay()
    {
        Assert.StartsWith("NOAUTH", RedisFault.Find(new ProtooException(503, "away", new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "x", (Exception)Activator.CreateInstance(typeof(Exception), "NOAUTH Authentication required.")!)))!.Reason, StringComparison.Ordinal);
        Assert.Equal("It did not answer in time.", RedisFault.Find(new TimeoutException("OOM is a word of ours"))!.Reason);
        Assert.False(RedisFault.Find(new TimeoutException())!.IsRefusal);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "The connection was refused. Is Redis running, and is this its address?")]
    [InlineData(SocketError.HostNotFound, "No host of that name is known.")]
    [InlineData(SocketError.NoData, "No host of that name is known.")]
    [InlineData(SocketError.TryAgain, "No host of that name is known.")]
    [InlineData(SocketError.ConnectionReset, "The connection was broken. If that is always so: does Redis expect TLS (ssl=true)?")]
    [InlineData(SocketError.ConnectionAborted, "The connection was broken. If that is always so: does Redis expect TLS (ssl=true)?")]
    [InlineData(SocketError.TimedOut, "It did not answer in time.")]
    [InlineData(SocketError.OperationAborted, "It did not answer in time.")]
    public void Socket_SaysWhatToLookFor(SocketError error, string expected)
    {
        Assert.Equal(expected, RedisFault.Find(new IOException("x", new SocketException((int)error)))!.Reason);
    }

    [Fact]
    public void Socket_OfAnotherKind_SaysItsText()
    {
        var exception = new SocketException((int)SocketError.NetworkUnreachable);
        Assert.Equal($"{exception.Message}.", RedisFault.Find(exception)!.Reason);
    }

    [Theory]
    [InlineData("The remote certificate was rejected.", "TLS failed. The remote certificate was rejected. Trust its issuer here, and connect by the name that it is for.")]
    [InlineData("No common algorithm.", "TLS failed. No common algorithm.")]
    public void Tls_SaysWhatToTrust(string text, string expected)
    {
        Assert.Equal(expected, RedisFault.Find(new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "x", new AuthenticationException(text)))!.Reason);
    }

    [Theory]
    [InlineData(ConnectionFailureType.SocketClosed, "Redis closed the connection.")]
    [InlineData(ConnectionFailureType.UnableToResolvePhysicalConnection, "No server that could do it is connected: none, or replicas only.")]
    [InlineData(ConnectionFailureType.ProtocolFailure, "The connection failed: ProtocolFailure.")]
    public void Connection_WithoutACause_SaysHowItWasLost(ConnectionFailureType type, string expected)
    {
        Assert.Equal(expected, RedisFault.Find(new RedisConnectionException(type, CommandFlags.None, "x"))!.Reason);
    }

    [Fact]
    public void EndPoint_IsNamed()
    {
        Assert.Equal("redis.example:6379: It did not answer in time.", RedisFault.Find(new TimeoutException(), new DnsEndPoint("redis.example", 6379))!.Reason);
        Assert.Equal("127.0.0.1:7: It did not answer in time.", RedisFault.Find(new TimeoutException(), new IPEndPoint(IPAddress.Loopback, 7))!.Reason);
    }

    private static RedisServerException Refusal(string text) => new(RedisErrorKind.Unknown, CommandFlags.None, text);
}
