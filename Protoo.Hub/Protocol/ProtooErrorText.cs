using System.Globalization;
using System.Text.RegularExpressions;

namespace Protoo.Protocol;

/// <summary>Codes and reasons in SignalR's error texts.</summary>
internal static partial class ProtooErrorText
{
    /// <summary>SignalR's text for a connection that ends with an error; the type and message of an exception may follow.</summary>
    public const string ConnectionClosed = "Connection closed with an error.";

    // SignalR's text between its own words and ours. Its words contain nothing from the client except the name of an existing method.
    private const string FromHub = " on the server. " + nameof(ProtooException) + ": ";
    private const string FromConnect = ConnectionClosed + " " + nameof(ProtooException) + ": ";
    private const string Unknown = "Unknown hub method ";
    private const string Unauthorized = " because user is unauthorized";

    /// <summary>Joins a code and reason to form the text of an exception.</summary>
    public static string Join(int code, string reason) => string.Create(CultureInfo.InvariantCulture, $"{code}: {reason}");

    /// <summary>Gets the code and reason of an error that SignalR's dispatcher reports to a client.</summary>
    public static (int Code, string Reason) FromDispatcher(string error)
    {
        // What follows this text comes from the client.
        if (error.StartsWith(Unknown, StringComparison.Ordinal))
        {
            return (404, error);
        }

        if (TryReadAfter(FromHub, error, out var thrown))
        {
            return thrown;
        }

        return error switch
        {
            _ when error.EndsWith(Unauthorized, StringComparison.Ordinal) => (403, error),
            _ => (500, error),
        };
    }

    /// <summary>Reads the code and reason of a <see cref="ProtooException"/> that ended a connection from SignalR's close message.</summary>
    public static bool TryReadClose(string error, out (int Code, string Reason) result) => TryReadAfter(FromConnect, error, out result);

    /// <summary>Reads the text of what ended a connection from SignalR's close message; empty if it is not meant for clients.</summary>
    public static string ReadCloseText(string error)
    {
        // "Connection closed with an error. HubException: the text"
        var text = error.StartsWith(ConnectionClosed, StringComparison.Ordinal) ? error[ConnectionClosed.Length..] : string.Empty;
        return text.IndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? text[(colon + 2)..] : string.Empty;
    }

    /// <summary>
    /// Finds the code and reason in the message of an exception from a SignalR client's handler: the first number of three or more digits
    /// followed by a colon and a space, and everything after that. Without such a number, the code is 500.
    /// </summary>
    public static (int Code, string Reason) FromClient(string error)
    {
        var match = CodeAndReason().Match(error);
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (code, error[(match.Index + match.Length)..])
            : (500, error);
    }

    private static bool TryReadAfter(string mark, string error, out (int Code, string Reason) result)
    {
        result = default;
        var start = error.IndexOf(mark, StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        var text = error.AsSpan(start + mark.Length);
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0 || !int.TryParse(text[..colon], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        result = (code, text[(colon + 2)..].ToString());
        return true;
    }

    [GeneratedRegex("([0-9]{3,}): ", RegexOptions.CultureInvariant)]
    private static partial Regex CodeAndReason();
}
