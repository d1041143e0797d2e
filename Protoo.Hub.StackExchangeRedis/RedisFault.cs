using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>Describes why Redis did not do what it was asked.</summary>
/// <param name="Reason">What went wrong, and the remedy if it is clear. The same cause always has the same text, without passwords.</param>
/// <param name="Exception">The exception that reported it.</param>
internal sealed record RedisFault(string Reason, Exception Exception)
{
    // What Redis says when it refuses. The words differ between commands inside and outside a script.
    private static readonly (string Words, string Advice)[] s_refusals =
    [
        ("NOAUTH", "The password is missing or wrong, or the user is."),
        ("WRONGPASS", "The user or the password is wrong."),
        ("NOPERM", "The Redis user lacks a right; docs/scale-out.md lists those that are needed."),
        ("The user executing the script can't", "The Redis user lacks a right; docs/scale-out.md lists those that are needed."),
        ("OOM", "Redis has no memory left: raise its maxmemory."),
        ("READONLY", "This is a replica: connect to the primary."),
        ("MISCONF", "Redis cannot save to its disk and refuses writes until it can; the instances need nothing saved."),
    ];

    /// <summary>Whether Redis answered with a refusal.</summary>
    public bool IsRefusal => Find<RedisServerException>(Exception) is not null;

    /// <summary>Finds the cause of an exception.</summary>
    /// <returns>Null if it has no cause of its own: it follows from one already reported, or from the end of this process.</returns>
    public static RedisFault? Find(Exception exception, EndPoint? endPoint = null)
    {
        return Describe(exception) is { } reason ? new RedisFault(endPoint is null ? reason : $"{ToText(endPoint)}: {reason}", exception) : null;
    }

    /// <summary>Returns the kind of an error in a word: that of Redis, of the socket, or of the exception.</summary>
    public static string TypeOf(Exception exception)
    {
        return Find<RedisServerException>(exception) is { } refusal ? refusal.Message.Split(' ', 2)[0]
            : Find<SocketException>(exception) is { } socket ? socket.SocketErrorCode.ToString()
            : Find<RedisConnectionException>(exception) is { } connection ? connection.FailureType.ToString()
            : exception.GetBaseException().GetType().Name;
    }

    private static string? Describe(Exception exception) => exception switch
    {
        ProtooException { InnerException: null } or ObjectDisposedException => null,
        ProtooException { InnerException: { } inner } => Describe(inner),
        _ when FindRefusal(exception) is { } refusal => refusal,
        _ when Find<AuthenticationException>(exception) is { } tls => DescribeTls(tls),
        _ when Find<SocketException>(exception) is { } socket => Describe(socket),
        RedisConnectionException connection => DescribeLoss(connection),
        TimeoutException => "It did not answer in time.",
        _ => FirstSentence(exception.GetBaseException()),
    };

    private static string Describe(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "The connection was refused. Is Redis running, and is this its address?",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "No host of that name is known.",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "The connection was broken. If that is always so: does Redis expect TLS (ssl=true)?",

        // The error of a socket that was abandoned because nothing arrived.
        SocketError.TimedOut or SocketError.OperationAborted => "It did not answer in time.",
        _ => $"{exception.Message}.",
    };

    private static string DescribeTls(AuthenticationException exception)
    {
        var isUntrusted = exception.Message.Contains("certificate", StringComparison.Ordinal);
        return $"TLS failed. {exception.Message}{(isUntrusted ? " Trust its issuer here, and connect by the name that it is for." : string.Empty)}";
    }

    private static string DescribeLoss(RedisConnectionException exception) => exception.FailureType switch
    {
        ConnectionFailureType.SocketClosed => "Redis closed the connection.",
        ConnectionFailureType.UnableToResolvePhysicalConnection => "No server that could do it is connected: none, or replicas only.",
        _ => $"The connection failed: {exception.FailureType}.",
    };

    private static string? FindRefusal(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            foreach (var (words, advice) in s_refusals)
            {
                if (cause.Message.Contains(words, StringComparison.Ordinal) && (cause is RedisServerException || cause.GetType() == typeof(Exception)))
                {
                    return $"{FirstSentence(cause)} {advice}";
                }
            }
        }

        return null;
    }

    // The position in a script means nothing to an operator, nor does StackExchange.Redis's name for the kind of answer.
    private static string FirstSentence(Exception exception)
    {
        const string Kind = "SimpleError: ";
        var text = exception.Message.ReplaceLineEndings(" ");
        text = text.StartsWith(Kind, StringComparison.Ordinal) ? text[Kind.Length..] : text;
        var end = text.IndexOf(" script: ", StringComparison.Ordinal) is var script and >= 0 ? script : text.IndexOf(". ", StringComparison.Ordinal);
        return $"{(end < 0 ? text : text[..end]).TrimEnd('.', ',')}.";
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not (null or T))
        {
            exception = exception.InnerException;
        }

        return (T?)exception;
    }

    private static string? ToText(EndPoint endPoint) => endPoint is DnsEndPoint dns ? $"{dns.Host}:{dns.Port}" : endPoint.ToString();
}
