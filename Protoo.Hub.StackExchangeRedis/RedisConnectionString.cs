using System.Globalization;
using StackExchange.Redis;

namespace Protoo.Clustering.Redis;

/// <summary>
/// Parses a connection string, in StackExchange.Redis's own syntax (<c>localhost:6379,ssl=true</c>) or as an address, as hosting providers
/// give it (<c>rediss://user:password@host:port/database</c>).
/// </summary>
internal static class RedisConnectionString
{
    private const string Plain = "redis";
    private const string Tls = "rediss";
    private const string SchemeEnd = "://";
    private const int DefaultPort = 6379;
    private const string NotEncoded = "a character of its user or password is not percent-encoded";

    /// <exception cref="ArgumentException">The text cannot be parsed. The message shows it without its password.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var trimmed = text.Trim();
        var end = trimmed.IndexOf(SchemeEnd, StringComparison.Ordinal);
        return end < 0 || trimmed.AsSpan(0, end).ContainsAny(',', '=') ? ParseSettings(trimmed) : ParseAddress(trimmed, end);
    }

    private static ConfigurationOptions ParseSettings(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text);
        }
        catch (ArgumentException) when (text.Contains("password", StringComparison.OrdinalIgnoreCase))
        {
            // The part that is not understood may be the rest of a password that contains a comma.
            throw new ArgumentException("The Redis connection string is not valid. It cannot hold a password that contains a comma: use an address (redis://), or a separate setting.");
        }
    }

    private static ConfigurationOptions ParseAddress(string text, int schemeEnd)
    {
        var scheme = text[..schemeEnd];
        var isTls = scheme.Equals(Tls, StringComparison.OrdinalIgnoreCase);
        if (!isTls && !scheme.Equals(Plain, StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(text, "it begins neither with redis:// nor with rediss://");
        }

        var rest = text[(schemeEnd + SchemeEnd.Length)..];
        var pathStart = rest.AsSpan().IndexOfAny('/', '?', '#') is var index and >= 0 ? index : rest.Length;
        var (authority, path) = (rest[..pathStart], rest[pathStart..]);
        var at = authority.LastIndexOf('@');
        if (path.Contains('@', StringComparison.Ordinal))
        {
            throw Invalid(text, NotEncoded);
        }

        var (host, port) = ParseEndPoint(text, authority[(at + 1)..]);
        var (user, password) = ParseUser(text, at < 0 ? string.Empty : authority[..at]);
        return new ConfigurationOptions
        {
            EndPoints = { { host, port } },
            Ssl = isTls,
            User = user,
            Password = password,
            DefaultDatabase = ParseDatabase(text, path),
        };
    }

    private static (string Host, int Port) ParseEndPoint(string text, string endPoint)
    {
        // An IPv6 address contains colons, so it is enclosed in brackets.
        var isBracketed = endPoint.StartsWith('[');
        var hostEnd = isBracketed ? endPoint.IndexOf(']', StringComparison.Ordinal) + 1 : endPoint.IndexOf(':', StringComparison.Ordinal);
        hostEnd = hostEnd < 0 ? endPoint.Length : hostEnd;
        var (host, port) = (endPoint[..hostEnd], endPoint[hostEnd..]);
        if (host.Contains(',', StringComparison.Ordinal) || port.Contains(',', StringComparison.Ordinal))
        {
            throw Invalid(text, "it names several hosts or settings, which only StackExchange.Redis's own syntax has (host1:6379,host2:6379,ssl=true)");
        }

        if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            throw Invalid(text, $"its host is missing or is not a name, or {NotEncoded}");
        }

        host = isBracketed ? host[1..^1] : host;
        if (port.Length == 0)
        {
            return (host, DefaultPort);
        }

        return port[0] == ':' && ushort.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (host, number)
            : throw Invalid(text, "its port is not a number from 1 to 65535");
    }

    private static (string? User, string? Password) ParseUser(string text, string user)
    {
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (Decode(text, user), null) : (Decode(text, user[..colon]), Decode(text, user[(colon + 1)..]));
    }

    private static int? ParseDatabase(string text, string path)
    {
        if (path.AsSpan().ContainsAny('?', '#'))
        {
            throw Invalid(text, "it has parameters, which only StackExchange.Redis's own syntax has (host:6379,ssl=true)");
        }

        return path.Length <= 1
            ? null
            : int.TryParse(path.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var database)
                ? database
                : throw Invalid(text, "its database is not a number");
    }

    private static string? Decode(string text, string part)
    {
        for (var i = part.IndexOf('%', StringComparison.Ordinal); i >= 0; i = part.IndexOf('%', i + 1))
        {
            if (i + 2 >= part.Length || !char.IsAsciiHexDigit(part[i + 1]) || !char.IsAsciiHexDigit(part[i + 2]))
            {
                throw Invalid(text, "a % in its user or password is not followed by two hexadecimal digits (% itself is %25)");
            }
        }

        return part.Length == 0 ? null : Uri.UnescapeDataString(part);
    }

    private static ArgumentException Invalid(string text, string reason)
    {
        // Everything before the last @ may belong to the password.
        var start = text.IndexOf(SchemeEnd, StringComparison.Ordinal) + SchemeEnd.Length;
        var at = text.LastIndexOf('@');
        var shown = at < start ? text : $"{text[..start]}...{text[at..]}";
        return new ArgumentException($"The Redis address {shown} is not valid: {reason}.");
    }
}
