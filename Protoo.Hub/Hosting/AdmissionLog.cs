using Microsoft.Extensions.Logging;

namespace Protoo.Hosting;

/// <summary>
/// The log of <see cref="Admission{THub}"/>, kept outside of that generic type so that its delegates are not created once per hub.
/// </summary>
internal static partial class AdmissionLog
{
    // Event id 1 was Rejected, which Rejections now logs.

    [LoggerMessage(2, LogLevel.Error, "{Hub} could not decide on a connection.", EventName = "RequestFailed")]
    public static partial void RequestFailed(ILogger logger, string hub, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "OnConnectionRequestAsync of {Hub} neither accepted nor rejected a connection.", EventName = "Undecided")]
    public static partial void Undecided(ILogger logger, string hub);
}
